// What the engine does when the store has judged its commits.
#include "application/engine/commit_builder.hpp"
#include "application/engine/engine.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "kernel/planted.hpp"

namespace hapax {

void Engine::handle(std::vector<Settled>& batch) {
    HAPAX_ASSERT(commits_outstanding_ >= batch.size(), "only what was handed over comes back");
    commits_outstanding_ -= batch.size();
    settle_all(batch);
}

void Engine::settle_all(std::vector<Settled>& batch) {
    for (Settled& one : batch) settle(one);
}

void Engine::settle(Settled& one) {
    if (one.outcome && one.outcome->status == AppendOutcome::Status::appended) {
        land(one);
    } else {
        refused_by_store(one);
    }
}

void Engine::land(Settled& one) {
    const Commit& commit = one.record->commit;
    Running* running = registry_.find(commit.operation);
    HAPAX_ASSERT(running != nullptr, "what was committed was running");
    hapax::commit(running->operation, commit.outcome, one.record->position);
    probe_.ended(*running->submission.type, commit.outcome);
    if (commit.outcome == Outcome::failed) {
        parts_.log.write(Level::error, "operation failed for good",
                         {{"operation", commit.operation.id.value.text()}, {"stream", commit.stream.key}});
    }
    const std::vector<OperationKey> released = shard_.landed(commit.stream, one.ticket, false);
    draft_became_snapshot(one);
    release_waiters(*running, one.record);
    for (const OperationKey& key : released) decide(*registry_.find(key));
}

void Engine::release_waiters(Running& running, const std::shared_ptr<const StoredCommit>& record) {
    std::vector<Attached> waiters = std::move(running.waiters);
    std::vector<Inquiry> inquiries = std::move(running.inquiries);
    HAPAX_CRASHPOINT("engine.settled");
    let_go(running, record->commit.outcome);
    HAPAX_CRASHPOINT("engine.forgotten");
    if (planted(Bug::second_waiter_dropped) && waiters.size() > 1) waiters.resize(1);
    for (const Attached& a : waiters) answer(a, record);
    for (Inquiry& inquiry : inquiries) statuses_.push_back({record, std::move(inquiry)});
}

// Who asked for no more than durability hears it from here, without a hop through the tracker.
void Engine::answer(const Attached& attached, const std::shared_ptr<const StoredCommit>& record) {
    if (attached.wait_for != WaitFor::commit || attached.replayed) {
        answers_.push_back({record, attached.waiter, attached.wait_for, attached.replayed});
    } else if (record->commit.outcome == Outcome::accomplished) {
        verdicts_.add(attached.waiter, StillRunning{record->position});
    } else {
        verdicts_.add(attached.waiter, Finished{record, false});
    }
}

void Engine::draft_became_snapshot(Settled& one) {
    if (!one.ticket.snapshot) return;
    Snapshot snapshot;
    snapshot.stream = one.record->commit.stream;
    snapshot.version = one.record->version;
    snapshot.mark.position = one.record->position;
    snapshot.fold_id = one.ticket.snapshot->fold_id;
    snapshot.state = std::move(one.ticket.snapshot->state);
    parts_.snapshots_to_write.offer(std::move(snapshot));  // a full box loses a snapshot: it costs time, not truth
}

// Nothing of this commit was written. The aggregate is stale; the operation is tried again, or was known all along.
void Engine::refused_by_store(Settled& one) {
    const bool known = one.outcome && one.outcome->status == AppendOutcome::Status::known_operation;
    Commit& commit = one.record->commit;
    const bool was_given_up = commit.outcome == Outcome::failed;
    Running* running = registry_.find(commit.operation);
    HAPAX_ASSERT(running != nullptr, "what was refused was running");
    running->offered = true;
    const bool stale = !planted(Bug::refused_state_kept);
    const std::vector<OperationKey> released = shard_.landed(commit.stream, one.ticket, stale);
    give_back(*running, std::move(commit));
    if (known) {
        answer_known(*running);
    } else if (was_given_up) {
        try_once_more_later(*running);
    } else if (one.error.code == store_errc::unavailable) {
        try_unread(*running, one.error.detail);
    } else {
        try_failed(*running, one.outcome ? "version-conflict" : one.error.code.name);
    }
    for (const OperationKey& key : released) decide(*registry_.find(key));
}

// Not even the failure could be stored. Until it can, the tries go on: slowly, or the loop would do nothing else.
void Engine::try_once_more_later(Running& running) {
    const double unit = unit_of(parts_.runtime.random());
    const Duration pause = options_.tries.base + options_.tries.delay(options_.tries.attempts_max, unit);
    retries_.add(running.submission.key, parts_.runtime.now() + pause);
}

// Another writer of the same store was first with this operation.
void Engine::answer_known(Running& running) {
    const OperationKey key = running.submission.key;
    auto stored = parts_.store.find(key);
    if (!stored || !*stored)
        return try_unread(running, stored ? "a known operation is not found" : stored.error().detail);
    if ((*stored)->commit.fingerprint == running.submission.fingerprint) {
        for (Attached& a : running.waiters) a.replayed = true;
        return release_waiters(running, std::make_shared<const StoredCommit>(std::move(**stored)));
    }
    for (const Attached& a : running.waiters) {
        verdicts_.add(a.waiter, Refused{operation_errc::payload_mismatch, false, "another payload was first"});
    }
    let_go(running, std::nullopt);
}

}  // namespace hapax
