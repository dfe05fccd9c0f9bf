// EventStore: the truth. Commits become records at dense positions; each commit is there wholly or not at all.
//
//   auto outcomes = store.append(commits);                     // durable and indexed when it returns
//   auto stored   = store.find(key);                           // the record of one operation
//   auto slice    = store.read_stream(stream, Version{40}, 1000);
//   auto own      = store.read_caller(scope, Position{900}, 50);  // of one caller, before 900, the newest first
//   auto batch    = store.read_log(Position{100}, limits);     // what projections and feeds follow
//
//        1     2     3     4     5     6     7
//      ──●─────●─────●─────●─────●─────○─────○──▶ position
//                                ▲
//                         durable(): nothing that anyone can see ever looks past it
//
// Rules every implementation obeys
//   1. append() judges the commits in order: `expected` against the stream, and the operation key against every record
//      (a known key is a conflict too). A commit that conflicts gets no position; the others are appended. All of one
//      call that are appended become durable together, in order, before it returns, and can be found at once.
//   2. Positions are dense and grow by one; versions of a stream are 1 … n without a gap.
//   3. Readers see records up to durable() only, from any thread, while another thread appends.
//   4. An error of append() with Handling::fatal means that nobody knows what is on the disk: the process must abort.
//      Handling::retry means that nothing was written (no space).
//   5. admits(bytes, use) answers whether so many record bytes in all would find prepared space: the caller passes the
//      sum of what it has in flight and what it wants to admit. The last segment is reserved for Use::completing.
//   6. read_caller() answers records of that scope only, at positions below `before` and not beyond durable(), the
//      newest first, without a gap; fewer than records_max only when there are no more.
//   7. maintain() does one bounded piece of background work (prepare space, build index runs, witness, archive) and says when
//      it wants to be called again.
// Errors   store_errc below.
// Threads  append() by one loop at a time; maintain() by one loop; everything else from any.
// Source   ARCHITECTURE.md, sections 5 and 6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/commit.hpp"
#include "kernel/error.hpp"
#include "kernel/record_view.hpp"
#include "kernel/time.hpp"

namespace hapax {

namespace store_errc {
inline constexpr ErrorCode storage_full{"storage-full", Handling::retry};
inline constexpr ErrorCode unavailable{"store-unavailable", Handling::retry};
inline constexpr ErrorCode unknown_outcome{"store-outcome-unknown", Handling::park};  // only: look the operation up
inline constexpr ErrorCode write_failed{"store-write-failed", Handling::fatal};
inline constexpr ErrorCode corrupt{"store-corrupt", Handling::fatal};
inline constexpr ErrorCode history_lost{"store-history-lost", Handling::fatal};
inline constexpr ErrorCode wrong_store{"store-identity-mismatch", Handling::fatal};
inline constexpr ErrorCode mirror_mismatch{"store-mirror-mismatch", Handling::fatal};
inline constexpr ErrorCode too_large{"store-record-too-large", Handling::park};
}  // namespace store_errc

enum class Use : std::uint8_t { admitting, completing };

// What became of one commit of a batch.
struct AppendOutcome {
    enum class Status : std::uint8_t { appended, version_conflict, known_operation };
    Status status = Status::appended;
    Position position;  // of the new record, or of the known operation's
    Version version;    // of the stream after the call
};

struct ReadLimits {
    std::size_t records_max = 4096;
    std::size_t bytes_max = 4 << 20;
};

// Records in position order with the memory they live in.
struct LogBatch {
    std::shared_ptr<const void> memory;
    std::vector<RecordView> records;
};

// Events of one stream, after some version, in order.
struct StreamEvent {
    Version version;
    Position position;
    EventData event;
    OperationKey operation;
    Caller caller;
    Timestamp accepted_at;
    Timestamp recorded_at;
};
struct StreamSlice {
    std::vector<StreamEvent> events;
    Version version;    // of the whole stream now
    Position position;  // of its last record; 0 if it has none
};

// How a checkpoint kept elsewhere proves that it belongs to this history.
struct Mark {
    Position position;
    std::uint32_t frame_crc = 0;
    friend bool operator==(const Mark&, const Mark&) = default;
};

// Of a store that keeps copies of its finished parts elsewhere.
struct ArchiveState {
    std::uint64_t waiting = 0;   // parts that are finished and not copied yet
    std::uint64_t failures = 0;  // tries that failed since the start
    std::string trouble;         // why the last one did; empty when it is over
};

// Of a store that is kept twice.
struct MirrorState {
    bool on = false;
    std::uint64_t mended_segments = 0;  // by this start, in either copy
    std::uint64_t mended_bytes = 0;
    std::string mended;  // what was wrong with the first of them
};

// Of a store whose index can be damaged and is made again then.
struct IndexState {
    bool rebuilding = false;     // what only the index knows is unavailable meanwhile
    std::uint64_t rebuilds = 0;  // that came to their end since the start
    std::string trouble;         // why the last try failed; empty when none did
};

struct StoreState {
    Uuid store_id;
    Mark durable;
    std::uint64_t prepared_bytes = 0;  // that records may still take
    std::uint64_t index_runs = 0;
    std::uint64_t recent_entries = 0;  // of the index, in memory
    std::uint64_t last_frame_records = 0;
    IndexState index;
    ArchiveState archive;
    MirrorState mirror;
};

class EventStore {
 public:
    virtual ~EventStore() = default;
    virtual Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) = 0;
    virtual Position durable() const = 0;

    virtual Result<std::optional<StoredCommit>> find(const OperationKey& key) = 0;
    virtual Result<Version> stream_version(const StreamId& stream) = 0;
    virtual Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t events_max) = 0;
    virtual Result<std::vector<StoredCommit>> read_caller(CallerScope scope, Position before,
                                                          std::size_t records_max) = 0;
    virtual Result<LogBatch> read_log(Position after, const ReadLimits& limits) = 0;
    virtual Result<std::vector<PendingItem>> pending(PendingKind kind) = 0;

    // The mark of a position; nothing when the journal is shorter.
    virtual Result<std::optional<Mark>> mark(Position position) = 0;
    virtual StoreState state() const = 0;

    virtual bool admits(std::uint64_t bytes, Use use) const = 0;
    virtual Result<Instant> maintain(Instant now) = 0;
    virtual Result<void> seal() = 0;  // a clean end; nothing may be appended afterwards
};

}  // namespace hapax
