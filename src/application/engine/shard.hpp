// Shard: loads, judges the precondition, lets the author's code decide, and makes the commit.
//
//   switch (shard.decide(running, batch)) …
//
// States are speculative: they run ahead of the disk, and nothing speculative leaves the engine. A failed write stops
// the process, so speculation is never undone; the exception is a store that refuses a commit (several writers): then
// the aggregate is stale and is loaded again when nothing of it is in flight.
//
// Invariants
//   1. Commands of one aggregate are decided one after the other, on the version that the one before left.
//   2. What user code threw on is never used again: the aggregate becomes stale.
// Threads  the engine's loop.
// Source   ARCHITECTURE.md, section 5, steps 4 and 5.
#pragma once

#include <string>
#include <vector>

#include "application/engine/aggregate_cache.hpp"
#include "application/engine/aggregate_loader.hpp"
#include "application/engine/messages.hpp"
#include "application/engine/options.hpp"
#include "application/engine/registry.hpp"
#include "ports/driven/runtime.hpp"

namespace hapax {

class Shard {
 public:
    Shard(EventStore& store, Snapshots* snapshots, Runtime& runtime, const EngineOptions& options)
        : loader_(store, snapshots), cache_(options.cache_bytes_max), runtime_(runtime), options_(options) {}

    enum class Step : std::uint8_t {
        committing,  // a commit was added to the batch
        waiting,     // until nothing of the stale aggregate is in flight; released() will name it
        failed,      // this try failed; `cause` says why
        unread,      // this try failed because the journal could not be read; `cause` names files, for the log
    };
    struct Decision {
        Step step = Step::committing;
        std::string cause;
    };
    Decision decide(Running& running, CommitBatch& batch);

    // The operation is given up: its commit needs no aggregate.
    void give_up(Running& running, CommitBatch& batch);

    // A commit of the stream landed, or was refused. Answers the operations that waited for it.
    std::vector<OperationKey> landed(const StreamId& stream, const Ticket& ticket, bool refused);

    const AggregateCache& cache() const { return cache_; }

 private:
    Result<Loaded*> load(const AggregateType& type, const StreamId& stream);
    Decision run_user_code(Running& running, Loaded& loaded, CommitBatch& batch);
    std::optional<SnapshotDraft> draft(const AggregateType& type, const Loaded& loaded, Version before) const;
    void add(CommitBatch& batch, Loaded& loaded, Commit commit, std::optional<SnapshotDraft> snapshot = {});
    void spoil(Loaded& loaded);

    AggregateLoader loader_;
    AggregateCache cache_;
    Runtime& runtime_;
    const EngineOptions& options_;
};

}  // namespace hapax
