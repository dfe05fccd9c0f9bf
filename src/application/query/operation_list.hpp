// OperationList: one page of what a caller asked for, read from the store.
//
//   OperationList list(store, deleted_through_ms, shown_through);
//   auto page = list.page(question);             // → OwnPage, or why the journal cannot be read
//
// What was running when somebody began to ask may be durable by now: it is looked up, and shown where it is then.
// Limits   examined_max records for one page, matching or not.
// Errors   those of the store's reads.
// Threads  owned by one loop, which may block on the disk.
// Source   docs/decisions/0040-a-callers-list-is-a-table-of-the-index.md.
#pragma once

#include <functional>

#include "ports/driven/event_store.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driving/own_operations.hpp"

namespace hapax {

// A list ends at the first record decided so long before `since`: clocks are set back now and then, by less.
constexpr std::chrono::microseconds since_leeway = std::chrono::minutes(10);

class OperationList {
 public:
    static constexpr std::size_t examined_max = 512;
    using ShownThrough = std::function<Position()>;

    OperationList(EventStore& store, const Gauge& deleted_through_ms, ShownThrough shown_through)
        : store_(store), deleted_through_ms_(deleted_through_ms), shown_through_(std::move(shown_through)) {}

    Result<OwnPage> page(const OwnOperations& asked);

 private:
    Result<void> head(const OwnOperations& asked, Position end, OwnPage& page);
    Result<void> body(const OwnOperations& asked, Position before, OwnPage& page);
    static Result<void> goes_on(Position before, OwnPage& page);
    void take(const OwnOperations& asked, const StoredCommit& record, Position shown, OwnPage& page) const;
    bool expired(const OperationId& id) const;

    EventStore& store_;
    const Gauge& deleted_through_ms_;
    ShownThrough shown_through_;
};

}  // namespace hapax
