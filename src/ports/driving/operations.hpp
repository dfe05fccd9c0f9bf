// Operations: what the edge calls to have something done once, or to learn what became of it. Never blocks.
//
//   operations.submit(batch);            // verdicts come to the edge's Verdicts, one batch per advance
//   operations.inquire(batch);
//   operations.give_up(waiters);         // a connection closed, or its wait ran out
//
// Rules
//   1. Each waiter gets at most one verdict; none after give_up(closed). give_up(timed_out) is itself answered by
//      StillRunning (synced) or Refused unknown-outcome (not synced), unless the final verdict is on its way already.
//   2. A Finished verdict is only given when the record is durable, its registry entry is erased and, for
//      WaitFor::completion, every required view shows it.
//   3. submit() and inquire() take as many as the owner's mailbox has room for, from the first on (none when it is
//      closed), and leave the others in the batch: those were not taken. They answer true when none is left.
// Threads  any edge loop; verdicts of edge n arrive on whatever loop calls Verdicts::deliver, which must not block.
// Source   ARCHITECTURE.md, sections 4, 5 and 8.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kernel/commit.hpp"
#include "kernel/error.hpp"
#include "kernel/model/service.hpp"
#include "kernel/operation/state.hpp"

namespace hapax {

struct Waiter {
    std::uint32_t edge = 0;
    std::uint64_t token = 0;  // unique within its edge for ever
    friend bool operator==(const Waiter&, const Waiter&) = default;
};

// Of a route that is guarded: what all look-alikes of an operation have in common, whatever their ids.
struct Guard {
    Fingerprint likeness;
    Duration lasts{0};
    bool overridden = false;  // the client knows that there may be an earlier one, and means it
};

enum class WaitFor : std::uint8_t { commit, completion };

struct Submission {
    OperationKey key;
    bool derived_id = false;  // from the address, not from a client: such an id has no time and never expires
    Caller caller;
    Fingerprint fingerprint;
    std::optional<Guard> guard;
    const CommandType* type = nullptr;
    std::unique_ptr<Command> command;
    StreamId stream;
    std::optional<Version> if_match;
    std::string method;
    std::string address;
    std::string resource;
    Correlation correlation;
    Timestamp accepted_at;
    Instant arrived;
    Instant deadline = never;  // the client's: undecided by then, it is not decided any more
    Waiter waiter;
    WaitFor wait_for = WaitFor::completion;
};

struct Inquiry {
    OperationKey key;
    Waiter waiter;
    enum class Wait : std::uint8_t { none, terminal, change } wait = Wait::none;
    std::uint64_t seen = 0;    // for change: the revision (StatusDocument::revision) that the caller has
    bool all_running = false;  // asks for RunningOperations of the key's scope, now; the key's id means nothing
};

// When a view first showed the operation.
struct ViewReached {
    std::string view;
    std::optional<Timestamp> at;
};

struct StatusDocument {
    OperationKey key;
    OperationState state = OperationState::accepted;
    std::uint64_t revision = 0;  // changes whenever the document does
    std::string type;
    std::string resource;
    Timestamp accepted_at;
    std::uint32_t attempts = 0;
    std::shared_ptr<const StoredCommit> record;  // from committed on
    std::vector<ViewReached> views;
};

// The final answer; the edge renders it with the record's renderer.
struct Finished {
    std::shared_ptr<const StoredCommit> record;
    bool replayed = false;
};
// Durable, but not (all) shown yet, or the caller did not want to wait: 202.
struct StillRunning {
    Position position;  // of its record; 0 where it is not at hand
};
// Not recorded. `applied_false` only when it was certainly not decided.
struct Refused {
    ErrorCode code;
    bool applied_false = false;
    std::string detail;
    std::optional<OperationId> earlier = {};  // of possible_duplicate: what it looks like
};
struct UnknownOperation {};
// What has no durable record yet, of one scope: running_listed_max at most, in no order.
struct RunningOperations {
    std::vector<StatusDocument> documents;
};

using Verdict = std::variant<Finished, StillRunning, Refused, UnknownOperation, StatusDocument, RunningOperations>;

constexpr std::size_t running_listed_max = 100;

namespace operation_errc {
inline constexpr ErrorCode payload_mismatch{"operation-payload-mismatch", Handling::park};
inline constexpr ErrorCode expired{"operation-expired", Handling::park};
inline constexpr ErrorCode from_the_future{"operation-id-from-the-future", Handling::park};
inline constexpr ErrorCode not_version_7{"operation-id-not-version-7", Handling::park};
inline constexpr ErrorCode possible_duplicate{"possible-duplicate", Handling::park};
inline constexpr ErrorCode overloaded{"overloaded", Handling::retry};
inline constexpr ErrorCode stopping{"stopping", Handling::retry};
inline constexpr ErrorCode storage_full{"storage-full", Handling::retry};
inline constexpr ErrorCode answer_unknown{"answer-format-unknown", Handling::park};  // by a newer program
inline constexpr ErrorCode deadline_passed{"deadline-passed", Handling::retry};
inline constexpr ErrorCode outcome_unknown{"outcome-unknown", Handling::retry};
}  // namespace operation_errc

struct Delivery {
    std::uint64_t token = 0;
    Verdict verdict;
};

class Verdicts {
 public:
    virtual ~Verdicts() = default;
    virtual void deliver(std::vector<Delivery>& batch) = 0;  // takes the batch, leaves it empty
};

enum class GiveUp : std::uint8_t { closed, timed_out };

class Operations {
 public:
    virtual ~Operations() = default;
    virtual bool submit(std::vector<Submission>& batch) = 0;
    virtual bool inquire(std::vector<Inquiry>& batch) = 0;
    virtual void give_up(Waiter waiter, OperationKey key, GiveUp why) = 0;
};

}  // namespace hapax
