// LookAlikes: of guarded routes, which operations of a caller ran a moment ago, by what they asked for and not by id.
//
//   auto earlier = look_alikes.earlier(submission);         // whose look-alike it is, if it may not run for that
//   look_alikes.began(submission);                          // it was admitted
//   look_alikes.ended(submission, Outcome::accomplished);   // or was let go without a record: ended(submission, {})
//
// An operation counts while it runs, and for the guard's time after it ended, if it had its effect. Time is that of
// arrival at the edge, so that nobody gets past the guard by waiting in a queue. What ran before this process is read
// from the journal once, when it is asked for first: as far back as the longest guard, by the clock of the records.
//
// Limits   kept_max operations; of more the oldest are forgotten, and counted. recalled_max records are read back.
// Errors   a journal that cannot be read: nobody knows what ran before, and the next to ask reads it again. When twice the
//          guard's time is over nothing from before counts any more, and it is not asked for.
// Threads  the engine's loop.
// Source   docs/decisions/0042-what-is-turned-away-before-it-is-accepted.md.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "application/engine/options.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driven/runtime.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

class LookAlikes {
 public:
    static constexpr std::uint64_t recalled_max = 1'000'000;

    LookAlikes(EventStore& store, Runtime& runtime, Metrics& metrics, const EngineOptions& options);

    Result<std::optional<OperationId>> earlier(const Submission& submission);
    void began(const Submission& submission);
    void ended(const Submission& submission, std::optional<Outcome> outcome);

    Result<void> recall();  // does nothing when it is done, or when no route is guarded
    std::size_t size() const { return by_end_.size(); }

 private:
    struct Key {
        Fingerprint likeness;
        CallerScope scope;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Kept {
        OperationId id;
        std::optional<Instant> ended;  // nothing: it runs
    };
    struct Ended {
        Key key;
        OperationId id;
        Instant at{};
    };

    static Key key_of(const Submission& submission);
    Result<Position> where_to_begin(Timestamp since);
    void recall(const RecordView& record);
    bool knows(const Key& key, OperationId id) const;
    void keep(const Key& key, OperationId id, Instant ended);
    void forget(const Key& key, OperationId id);
    void forget_what_is_over();

    EventStore& store_;
    Runtime& runtime_;
    Counter& forgotten_;
    const EngineOptions& options_;
    Instant born_;
    Timestamp born_wall_;
    Instant judged_;  // the latest arrival of those that were judged
    bool recalled_ = false;
    std::unordered_map<Key, std::vector<Kept>, Hash> kept_;  // of one likeness in the order in which they came
    std::deque<Ended> by_end_;                               // so that the oldest can be forgotten
};

}  // namespace hapax
