// What reaches the engine's loop, and what it hands to the committer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ports/driven/event_store.hpp"
#include "ports/driven/snapshots.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

// A state saved when it was decided; it becomes a snapshot only when its commit is durable.
struct SnapshotDraft {
    std::uint64_t fold_id = 0;
    std::string state;
};

struct Ticket {
    std::optional<SnapshotDraft> snapshot;
    bool pinned = false;  // the aggregate waits in the cache for this commit to land
};

struct CommitBatch {
    std::vector<Commit> commits;
    std::vector<Ticket> tickets;  // one per commit
};

// One commit after the store has judged it. Without an outcome nothing was written, for `error`.
struct Settled {
    std::optional<AppendOutcome> outcome;
    Error error{};
    std::shared_ptr<StoredCommit> record;
    Ticket ticket;
};

struct GaveUp {
    Waiter waiter;
    OperationKey key;
    GiveUp why = GiveUp::closed;
};

struct Stop {};

using EngineMessage = std::variant<std::vector<Submission>, std::vector<Inquiry>, std::vector<Settled>, GaveUp, Stop>;

}  // namespace hapax
