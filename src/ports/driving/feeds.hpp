// Feeds: what an edge calls to be told how operations end. Never blocks; events come to the edge's FeedEvents.
//
//   feeds.follow(batch);                 // one operation, or all of one caller, from a position or from now on
//   feeds.taken(batch);                  // so many events have left for the subscriber
//   feeds.leave(waiter);                 // he is gone
//
//   follow ─▶ opened ─▶ ended … ended ─▶ (ended of the one operation | lagging | leave)
//      └────▶ refused, unknown_position, unreadable
//
// Rules
//   1. An operation is told of when its record is durable and every required view shows it, refusals included: what is
//      told is in the order of positions, so the last position that was told says all.
//   2. A subscriber of all his operations is told of each whose position is after opened.position, once, in order, and
//      of nobody else's. A subscriber of one operation is told once, and is gone then: its StatusDocument comes to the
//      edge's Verdicts under the subscriber's token, or an `ended` without `end`, and then the edge asks for it.
//   3. At most FeedOptions::in_flight_max events are on their way to one subscriber. Who takes them too slowly is read to
//      from the journal at his own pace; who does not catch up in FeedOptions::behind_max hears `lagging` and is gone.
//   4. After refused, unknown_position, unreadable and lagging nothing more comes for that subscriber; after leave()
//      what was on its way may still come.
//   5. follow() takes as many as the mailbox has room for, from the first on, and leaves the others in the batch.
// Threads  any edge loop; deliver() must not block.
// Source   ARCHITECTURE.md, sections 4 and 8; docs/decisions/0035-feeds-are-read-from-the-journal.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/driving/operations.hpp"

namespace hapax {

struct Subscription {
    Waiter waiter;
    CallerScope scope;
    std::optional<OperationId> operation;  // nothing: all of this caller
    std::optional<Position> after;         // of all: what is told begins behind it; nothing: now
    bool shared_scope = false;             // nobody can be told apart in it: no limit of its own
};

// How one operation ended, as everybody who follows it is told.
struct OperationEnd {
    Position position;
    OperationKey key;
    Outcome outcome = Outcome::accomplished;
    std::string type;
    std::string resource;
    std::string code;
    std::string reason;
    std::string correlation_id;
    std::string traceparent;
};

struct FeedEvent {
    enum class Kind : std::uint8_t {
        opened,            // everything after `position` will be told
        ended,             // `end`; nothing of one operation: ask for it
        reached,           // everything up to `position` was told: nothing of this subscriber's is before it
        lagging,           // gone: the subscriber was too slow
        unknown_position,  // gone: `after` is beyond the journal's end; `position` is where now is
        refused,           // gone: too many subscribers, or the feeds are closed
        refused_caller,    // gone: too many of this caller
        unreadable,        // gone: the journal cannot be read now
    };
    std::uint64_t token = 0;
    Kind kind = Kind::opened;
    Position position;
    std::shared_ptr<const OperationEnd> end;
};

class FeedEvents {
 public:
    virtual ~FeedEvents() = default;
    virtual void deliver(std::vector<FeedEvent>& batch) = 0;  // takes the batch, leaves it empty
};

struct EventsTaken {
    Waiter waiter;
    std::uint32_t events = 0;
};

class Feeds {
 public:
    virtual ~Feeds() = default;
    virtual bool follow(std::vector<Subscription>& batch) = 0;
    virtual void taken(std::vector<EventsTaken>& batch) = 0;
    virtual void leave(Waiter waiter) = 0;
};

}  // namespace hapax
