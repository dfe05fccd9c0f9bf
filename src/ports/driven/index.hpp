// Index: the sorted runs of the journal's index. Derived: it may always be thrown away and rebuilt.
//
//   index.ingest(run);                                   // all tables and `through` together, or nothing
//   index.find_operation(key);                           // → address
//   index.find_stream(stream_hash, Version{41}, 256);    // the entry with the largest version ≤ 41, and 255 after it
//   index.find_caller(scope, Position{900}, 50);         // the newest 50 of this caller before position 900
//
// Rules
//   1. ingest() is atomic: after a crash a run is there with its entries, pending items and `through`, or not at all.
//      It may be lost in a crash of the machine; never a part of it, never an earlier run while a later one stays.
//   2. Runs are ingested in position order; run.from follows through().
//   3. Bloom filters are the implementation's: most misses must not touch a file.
//   4. find_stream() answers the entry with the largest version not above `from` and those that follow it, in order of
//      versions over all runs, entries_max at most; nothing when there is no such entry.
//   5. find_caller() answers entries of that scope only, whose positions are below `before`, the newest first, without a
//      gap, over all runs; fewer than entries_max only when there are no more.
// Threads  ingest() by one loop; look-ups from any.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/error.hpp"
#include "kernel/ids.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax {

namespace index_errc {
inline constexpr ErrorCode broken{"index-broken", Handling::park};           // clear it and rebuild
inline constexpr ErrorCode unreadable{"index-unreadable", Handling::retry};  // this time
}  // namespace index_errc

// Where a record begins: segment number and offset in it.
struct Address {
    std::uint32_t segment = 0;
    std::uint32_t offset = 0;
    friend auto operator<=>(const Address&, const Address&) = default;
    friend bool operator==(const Address&, const Address&) = default;
};

struct OperationEntry {
    OperationKey key;
    Address address;
};

// One per record that has events: `version` is the version of its first event.
struct StreamEntry {
    StreamHash stream;
    Version version;
    Address address;
};

// One per record: who asked for it.
struct CallerEntry {
    CallerScope scope;
    Position position;
    Address address;
};

struct IndexRun {
    Position from;                           // first position in it
    Mark through;                            // last position in it
    Address through_address;                 // of that record
    std::vector<OperationEntry> operations;  // sorted by key
    std::vector<StreamEntry> streams;        // sorted by (stream, version)
    std::vector<CallerEntry> callers;        // sorted by (scope, position)
    std::vector<PendingItem> pending;        // all that was pending at `through`, of every kind
};

class Index {
 public:
    virtual ~Index() = default;
    virtual Result<void> ingest(const IndexRun& run) = 0;
    virtual Result<std::optional<Address>> find_operation(const OperationKey& key) = 0;
    virtual Result<std::vector<StreamEntry>> find_stream(const StreamHash& stream, Version from,
                                                         std::size_t entries_max) = 0;
    virtual Result<std::vector<CallerEntry>> find_caller(CallerScope scope, Position before,
                                                         std::size_t entries_max) = 0;

    struct Through {
        Uuid store_id;
        Mark mark;
        Address address;
    };
    virtual Result<std::optional<Through>> through() = 0;  // nothing when empty
    virtual Result<std::vector<PendingItem>> pending() = 0;
    virtual std::uint64_t runs() const = 0;
    virtual Result<void> clear(const Uuid& store_id) = 0;  // throws everything away; the runs to come are that store's
};

}  // namespace hapax
