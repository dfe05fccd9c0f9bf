#include "application/committer/committer.hpp"

#include "application/drowsy_runtime.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

// What is under way is bounded by the engine, one operation by one: as many batches may wait while the disk hangs.
constexpr std::size_t unbounded = static_cast<std::size_t>(-1);

CommitBatch joined(std::vector<CommitBatch>& batches) {
    CommitBatch all = std::move(batches.front());
    for (std::size_t i = 1; i < batches.size(); ++i) {
        for (Commit& commit : batches[i].commits) all.commits.push_back(std::move(commit));
        for (Ticket& ticket : batches[i].tickets) all.tickets.push_back(std::move(ticket));
    }
    return all;
}

}  // namespace

Committer::Committer(EventStore& store, Runtime& runtime, Metrics& metrics, Log& log)
    : store_(store),
      runtime_(runtime),
      log_(log),
      inbox_(planted(Bug::committer_not_woken) ? drowsy(runtime) : runtime, unbounded),
      sync_(metrics.histogram("hapax_stage_seconds", HistogramUnit::seconds, {{"stage", "sync"}})),
      group_(metrics.histogram("hapax_commit_group_size", HistogramUnit::count)) {}

void Committer::offer(CommitBatch batch) {
    HAPAX_ASSERT(inbox_.push(std::move(batch)), "the engine ends before the committer does");
}

void Committer::run(const Reply& reply) {
    while (round(reply, never) || !inbox_.closed()) {
    }
}

bool Committer::round(const Reply& reply, Instant deadline) {
    const bool more = inbox_.take(batches_, deadline);
    if (planted(Bug::batch_forgotten) && batches_.size() > 1) batches_.pop_back();
    if (!batches_.empty()) reply(commit(joined(batches_)));
    return more;
}

std::vector<Settled> Committer::commit(CommitBatch batch) {
    HAPAX_ASSERT(batch.commits.size() == batch.tickets.size(), "every commit has a ticket");
    const Instant began = runtime_.now();
    HAPAX_CRASHPOINT("commit.begin");
    const auto outcomes = store_.append(batch.commits);
    HAPAX_CRASHPOINT("commit.end");
    record_metrics(batch.commits.size(), runtime_.now() - began);
    const bool fatal = !outcomes && outcomes.error().code.handling == Handling::fatal;
    if (fatal && !planted(Bug::failed_write_tried_again)) {
        log_.write(Level::error, "the journal failed; stopping, a restart recovers",
                   {{"code", std::string(outcomes.error().code.name)}, {"detail", outcomes.error().detail}});
        runtime_.abort(outcomes.error().code.name);
    }
    if (!outcomes) complain(outcomes.error());
    return settle(std::move(batch), outcomes);
}

std::vector<Settled> Committer::settle(CommitBatch batch, const Result<std::vector<AppendOutcome>>& outcomes) {
    HAPAX_ASSERT(!outcomes || outcomes->size() == batch.commits.size(), "the store judges every commit");
    std::vector<Settled> settled;
    settled.reserve(batch.commits.size());
    for (std::size_t i = 0; i < batch.commits.size(); ++i) {
        Settled one;
        one.ticket = std::move(batch.tickets[i]);
        one.record = std::make_shared<StoredCommit>();
        one.record->commit = std::move(batch.commits[i]);
        if (outcomes) {
            one.outcome = (*outcomes)[i];
            one.record->position = one.outcome->position;
            one.record->version = one.outcome->version;
        } else {
            one.error = outcomes.error();
        }
        settled.push_back(std::move(one));
    }
    return settled;
}

// The operations are tried again and name the code only: what the system said is written here.
void Committer::complain(const Error& error) {
    log_.write(Level::warning, "the journal took no commits",
               {{"code", std::string(error.code.name)}, {"detail", error.detail}});
}

void Committer::record_metrics(std::size_t commits, Duration took) {
    sync_.record(took);
    group_.record(commits);
}

}  // namespace hapax
