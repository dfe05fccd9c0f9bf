// LiveIndex: where records are found: the recent part in memory, what is sealed and waits to become a run, the runs.
//
//   index.publish(entries, mark);                     // durable records, in order
//   index.find_operation(key);                        // active → sealed → runs
//   index.ingest_oldest();                            // background: one sealed part becomes a run
//
// Runs that are damaged are thrown away and made again while the rest goes on: begin_again(), ingest, whole_again().
//
// Invariants
//   1. Only durable records are in it, in the order of their positions.
//   2. A record is found at every moment: a sealed part is dropped only after its run was ingested.
//      While the runs are made again, what is not in memory is an error and never "not there".
//   3. The pending items are those after the last published record; a sealed part keeps those of its last record.
// Errors   index_errc::broken while the runs are damaged or made again, and what the Index says.
// Limits   records_max per part, sealed_max parts: beyond them backlogged() says that appending must wait.
// Threads  publish() and judge-side calls by the appending loop, ingest_oldest() and prepare_next() by the maintaining
//          loop, everything else from any. No lock is held during calls of the Index port.
// Source   ARCHITECTURE.md, section 6; docs/formats/index.md.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <shared_mutex>
#include <span>

#include "adapters/store/journal/stream_heads.hpp"
#include "adapters/store/journal_index/recent_index.hpp"
#include "ports/driven/index.hpp"

namespace hapax::journal {

// One durable record as the index sees it.
struct IndexedRecord {
    OperationKey operation;
    Address address;
    StreamHash stream;  // set when it has events
    Version first;      // of its first event; 0 when it has none
    Version after;
    std::span<const PendingItem> opened;
    std::span<const PendingKey> closed;
    StreamHead* head = nullptr;  // brought up to date when set
};

class LiveIndex {
 public:
    static constexpr std::size_t sealed_max = 16;
    static constexpr std::size_t callers_look_max = 4096;  // records in memory that are looked at under one lock
    static constexpr std::uint32_t unreadable_max = 64;    // calls that failed: then the runs are taken for damaged

    LiveIndex(Index& index, std::uint64_t seed, std::size_t records_max, std::size_t streams_max);

    // What the index holds already; called once, before anything is published.
    void start_after(Position through, std::vector<PendingItem> pending);

    void publish(std::span<const IndexedRecord> records, const Mark& mark);

    Result<std::optional<Address>> find_operation(const OperationKey& key) const;
    // As Index::find_stream().
    Result<std::vector<StreamEntry>> find_stream(const StreamHash& stream, Version from, std::size_t entries_max) const;
    // As Index::find_caller().
    Result<std::vector<CallerEntry>> find_caller(CallerScope scope, Position before, std::size_t entries_max) const;
    std::optional<Version> recent_head(const StreamHash& stream) const;
    std::optional<StreamHead> known_head(const StreamId& stream) const;
    std::vector<PendingItem> pending(PendingKind kind) const;

    // Of the appending loop. A head stays where it is until make_room().
    void make_room();
    StreamHead* head(const StreamId& stream);
    StreamHead* remember(const StreamId& stream, const StreamHash& hash, Version version);

    bool backlogged() const;
    bool has_sealed() const;
    std::uint64_t recent_records() const;
    Result<void> ingest_oldest();
    void prepare_next();  // allocates the next active part before it is needed

    bool runs_are_broken() const { return broken_.load() || are_made_again(); }
    bool are_made_again() const { return generation_.load() % 2 != 0; }

    // Of the maintaining loop.
    void begin_again();
    void whole_again();
    Position runs_end() const;       // the last position that is not in memory
    Result<void> ingest_the_rest();  // as runs; nothing may be published afterwards

 private:
    using Pending = std::map<PendingKey, PendingItem>;

    struct Sealed {
        std::unique_ptr<RecentIndex> recent;
        Position from;
        Mark through;
        Address through_address;
        std::vector<PendingItem> pending;
    };

    template <class Ask>
    auto ask_runs(Ask ask) const -> decltype(ask());
    void note(const Error& error) const;
    bool read_recent(const StreamHash& stream, Version from, std::size_t entries_max,
                     std::vector<StreamEntry>& entries) const;
    struct Part {
        const RecentIndex* recent = nullptr;
        Position from;
    };
    Part part_below(Position before) const;
    std::unique_ptr<RecentIndex> make_part(std::size_t expected) const;
    void publish_one(const IndexedRecord& record);
    void seal(const Mark& mark, Address last);
    void drop_oldest();
    static std::vector<PendingItem> items_of(const Pending& pending);

    Index& index_;
    const std::uint64_t seed_;
    const std::size_t records_max_;
    mutable std::shared_mutex mutex_;
    std::unique_ptr<RecentIndex> active_;
    std::unique_ptr<RecentIndex> next_;
    std::deque<std::shared_ptr<const Sealed>> sealed_;
    StreamHeads heads_;
    Pending pending_;
    Position active_from_{1};
    std::uint64_t active_records_ = 0;
    Mark last_;
    Address last_address_;
    std::atomic<std::uint64_t> generation_{0};  // of the runs; odd while they are made again
    mutable std::atomic<bool> broken_{false};
    mutable std::atomic<std::uint32_t> unreadable_{0};
};

}  // namespace hapax::journal
