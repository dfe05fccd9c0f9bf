// RecentIndex: the part of the journal's index that is in memory, filled up to the durable position.
//
//   RecentIndex recent{runtime.random(), 300'000};
//   recent.insert_operation(key, address);
//   recent.insert_stream(hash, Version{41}, Version{43}, address);     // a record with events 41, 42, 43
//   recent.find_stream_at_most(hash, Version{42});                     // → the entry of version 41
//   recent.read_stream(hash, Version{42}, 256, entries);               // that one and those after it
//   recent.read_caller(scope, first, end, 4096, 50, entries);          // its records before `end`, the newest first
//   recent.fill(run);                                                  // once sealed: sorted, for Index::ingest()
//
// Entries lie in two append-only arrays; tables of slots find them by hash, so an insert allocates nothing until an
// array grows. The entries of one stream are chained newest to oldest, each with a second, longer link (the jump
// pointers of a skew-binary list), so that any version is found in O(log n) steps even in a stream of a million.
//
// Invariants
//   1. A key is inserted once; within one RecentIndex the entries of a stream follow each other without a gap.
//   2. One operation is inserted for each record, in the order of positions.
//   3. link `jump` leads to an older entry of the same stream than, or the same as, `previous`.
// Units    versions as in kernel/ids.hpp; entries_expected per table is a hint for the first allocation.
// Threads  one writer, or any number of readers: the journal's lock keeps them apart. Once sealed it never changes.
// Source   ARCHITECTURE.md, section 6; jump pointers: Myers, "An applicative random-access stack", 1983.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "adapters/store/journal_index/slot_table.hpp"
#include "ports/driven/index.hpp"

namespace hapax::journal {

class RecentIndex {
 public:
    // `seed` is secret and another one in every process: ids that collide in one do not collide in the next.
    RecentIndex(std::uint64_t seed, std::size_t entries_expected);

    void insert_operation(const OperationKey& key, Address address);
    void insert_stream(const StreamHash& stream, Version first, Version after, Address address);

    std::optional<Address> find_operation(const OperationKey& key) const;
    std::optional<StreamEntry> find_stream_at_most(const StreamHash& stream, Version version) const;
    // Appends the entry that holds `from`, or else the stream's first one here, and those after it, until there are
    // entries_max.
    void read_stream(const StreamHash& stream, Version from, std::size_t entries_max,
                     std::vector<StreamEntry>& entries) const;
    std::optional<Version> head(const StreamHash& stream) const;  // its last version, if it has an entry here

    std::size_t size() const { return operations_.size() + links_.size(); }
    bool empty() const { return size() == 0; }

    // Looks at `look` records from the one before the `end`-th on, backwards, and appends those of the caller until there
    // are entries_max; `first` is the position of the first record here. Answers the place where it stopped.
    std::size_t read_caller(CallerScope scope, Position first, std::size_t end, std::size_t look,
                            std::size_t entries_max, std::vector<CallerEntry>& entries) const;

    // Sets the sorted tables of the run, whose `from` is set; nothing else of it.
    void fill(IndexRun& run) const;

 private:
    struct Head {
        StreamHash stream;
        Version last;
        std::uint32_t newest = 0;  // of links_
    };
    struct Link {
        Version first;
        Address address;
        std::uint32_t head = 0;
        std::uint32_t depth = 0;     // entries of the stream before this one
        std::uint32_t previous = 0;  // itself when it is the first
        std::uint32_t jump = 0;      // itself when it is the first
    };

    std::uint64_t hash(const OperationKey& key) const;
    std::uint64_t hash(const StreamHash& stream) const;
    std::optional<std::uint32_t> find_head(const StreamHash& stream) const;
    std::uint32_t holding_link(std::uint32_t newest, Version version) const;
    std::uint32_t link_of_depth(std::uint32_t newest, std::uint32_t depth) const;
    void begin_stream(const StreamHash& stream, Version first, Version after, Address address);
    void extend_stream(std::uint32_t head, Version first, Version after, Address address);
    std::vector<OperationEntry> sorted_operations() const;
    std::vector<StreamEntry> sorted_streams() const;
    std::vector<CallerEntry> sorted_callers(Position first) const;

    std::uint64_t seed_;
    std::vector<OperationEntry> operations_;
    std::vector<Head> heads_;
    std::vector<Link> links_;
    SlotTable operation_slots_;
    SlotTable head_slots_;
};

}  // namespace hapax::journal
