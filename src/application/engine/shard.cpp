#include "application/engine/shard.hpp"

#include <exception>

#include "application/engine/commit_builder.hpp"
#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

Meta meta_of(const Submission& submission, Version version, Timestamp now) {
    Meta meta;
    meta.operation = submission.key.id;
    meta.caller = submission.caller;
    meta.stream_id = submission.stream.key;
    meta.version = version;
    meta.accepted_at = submission.accepted_at;
    meta.recorded_at = now;
    return meta;
}

// What the author's types make of an event, or the journal itself.
Shard::Decision not_loaded(const Error& error) {
    const bool of_the_store = error.code == store_errc::unavailable || error.code == store_errc::corrupt;
    std::string cause = std::string(error.code.name) + ": " + error.detail;
    return {of_the_store ? Shard::Step::unread : Shard::Step::failed, std::move(cause)};
}

}  // namespace

Shard::Decision Shard::decide(Running& running, CommitBatch& batch) {
    const AggregateType& type = running.submission.type->aggregate();
    const auto loaded = load(type, running.submission.stream);
    if (!loaded) return not_loaded(loaded.error());
    if ((*loaded)->stale) {
        (*loaded)->waiting.push_back(running.submission.key);
        return {Step::waiting, {}};
    }
    const auto& if_match = running.submission.if_match;
    const bool older_passes = planted(Bug::if_match_of_older_version) && if_match < (*loaded)->version;
    if (if_match && *if_match != (*loaded)->version && !older_passes && !planted(Bug::if_match_ignored)) {
        add(batch, **loaded, precondition_failed(running, (*loaded)->version, runtime_.wall()));
        return {};
    }
    return run_user_code(running, **loaded, batch);
}

Result<Loaded*> Shard::load(const AggregateType& type, const StreamId& stream) {
    if (Loaded* cached = cache_.find(stream)) return cached;
    auto loaded = loader_.load(type, stream);
    if (!loaded) return pass_on(loaded);
    return &cache_.insert(std::move(*loaded));
}

Shard::Decision Shard::run_user_code(Running& running, Loaded& loaded, CommitBatch& batch) {
    const Timestamp now = runtime_.wall();
    const Version before = loaded.version;
    Decided decided;
    try {
        const CommandType& type = *running.submission.type;
        decided = type.decide(*loaded.state, *running.submission.command, meta_of(running.submission, before, now));
    } catch (const std::exception& thrown) {
        spoil(loaded);
        return {Step::failed, thrown.what()};
    }
    if (decided.rejection) {
        HAPAX_ASSERT(decided.events.empty(), "a rejection carries no events");
        add(batch, loaded, rejected(running, std::move(*decided.rejection), before, now));
        return {};
    }
    loaded.version = Version{before.value + decided.events.size()};
    auto snapshot = draft(running.submission.type->aggregate(), loaded, before);
    add(batch, loaded, accomplished(running, std::move(decided), before, now), std::move(snapshot));
    return {};
}

std::optional<SnapshotDraft> Shard::draft(const AggregateType& type, const Loaded& loaded, Version before) const {
    const std::uint64_t every = options_.snapshot_every;
    if (every == 0 || before.value / every == loaded.version.value / every) return std::nullopt;
    return SnapshotDraft{type.fold_id(), type.save(*loaded.state)};
}

void Shard::add(CommitBatch& batch, Loaded& loaded, Commit commit, std::optional<SnapshotDraft> snapshot) {
    cache_.pin(loaded);
    batch.commits.push_back(std::move(commit));
    batch.tickets.push_back({std::move(snapshot), true});
}

void Shard::give_up(Running& running, CommitBatch& batch) {
    batch.commits.push_back(given_up(running, runtime_.wall()));
    batch.tickets.emplace_back();
}

std::vector<OperationKey> Shard::landed(const StreamId& stream, const Ticket& ticket, bool refused) {
    Loaded* loaded = cache_.find(stream);
    HAPAX_ASSERT(loaded != nullptr || !ticket.pinned, "a pinned aggregate stays in the cache");
    if (loaded == nullptr) return {};
    if (ticket.pinned) cache_.unpin(*loaded);
    loaded->stale = loaded->stale || refused;
    if (!loaded->stale || loaded->in_flight > 0) return {};
    std::vector<OperationKey> released = std::move(loaded->waiting);
    loaded->waiting.clear();
    cache_.drop(stream);
    return released;
}

void Shard::spoil(Loaded& loaded) {
    if (planted(Bug::spoiled_state_kept)) return;
    if (loaded.in_flight > 0) {
        loaded.stale = true;
        return;
    }
    const StreamId stream = loaded.stream;
    cache_.drop(stream);
}

}  // namespace hapax
