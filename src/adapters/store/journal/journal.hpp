// The journal: the EventStore that is the truth, a segmented append-only log over the Disk port, indexed through the
// Index port.
//
//   auto store = open_journal(*disk, *index, {runtime.wall(), {runtime.random(), runtime.random()}},
//                             {.directory = "data/journal", .witness = "data.witness"});
//   if (!store) refuse_to_start(store.error());          // storage_full, corrupt, history_lost, wrong_store, disk_errc
//
// Opening recovers: it verifies what lies after the last index run, opens a new segment, copies the last frame into it,
// syncs, and brings the index up to date. Disk and index must outlive the store. A directory has one store at a time.
// What is promised beyond the port
//   - seal() is called when no other loop uses the store any more.
//   - no lock is held during a call of a port, so fibers may be preempted there.
// Errors   store_errc; disk-locked when another process has the journal open.
// Threads  as EventStore says; the functions here by one thread.
// Source   ARCHITECTURE.md, section 6; docs/formats/journal.md.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/index.hpp"

namespace hapax {

// One to admit into and the one that is reserved for what completes.
inline constexpr std::size_t prepared_segments_min = 2;

struct JournalOptions {
    std::string directory;                          // "<data>/journal"
    std::string witness;                            // "<data>.witness"; beside the data, not in it
    std::string archive{};                          // where closed segments are copied to; empty: nowhere
    std::string mirror{};                           // an existing directory for a second copy; empty: none
    std::uint64_t segment_bytes = 64 << 20;         // a multiple of 4096
    std::size_t prepared_segments = 3;              // kept ready beside the one in use, the reserved one included
    std::size_t recent_records_max = 300'000;       // of the index in memory, before it becomes a run
    std::size_t stream_heads_max = 200'000;         // versions remembered, twice
    std::size_t recent_frames_bytes_max = 8 << 20;  // of the log in memory
    Duration witness_every = std::chrono::seconds(1);
};

// What a start takes from the world: the wall clock, and chance for new identities.
struct JournalStart {
    Timestamp wall;
    std::array<std::uint64_t, 2> random{};
};

Result<std::unique_ptr<EventStore>> open_journal(Disk& disk, Index& index, const JournalStart& start,
                                                 const JournalOptions& options);

// After a deliberate restore: what tail, witness and index know beyond the journal's end is given up, and the store
// gets a new identity, so that views and everything else derived from the lost history are rebuilt. Answers the new
// end. A damaged frame that is followed by an intact one is refused here too.
Result<Mark> accept_loss(Disk& disk, Index& index, const JournalStart& start, const JournalOptions& options);

// Throws the index away and builds it again from the journal.
Result<Mark> reindex(Disk& disk, Index& index, const JournalStart& start, const JournalOptions& options);

struct VerifyReport {
    std::uint32_t segments = 0;
    std::uint64_t frames = 0;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    Mark end;
    bool sealed = false;
    bool torn_tail = false;  // bytes of a frame whose sync never returned
};

// Reads everything and changes nothing; progress is told after each segment. Fails as opening would. Of a mirror nothing
// is read here: verify_mirror().
Result<VerifyReport> verify_journal(Disk& disk, const JournalOptions& options,
                                    const std::function<void(const VerifyReport&)>& progress = {});

// Reads both copies of a journal, and mends in each what the other one has, or only says what there is to mend.
struct MirrorReport {
    std::uint32_t segments = 0;
    Mark end;
    std::vector<std::string> differences;  // what is missing, short or damaged, and where
    bool mended = false;
};
enum class Mending : std::uint8_t { no, yes };
Result<MirrorReport> verify_mirror(Disk& disk, const JournalOptions& options, Mending mending,
                                   const std::function<void(std::uint32_t)>& progress = {});

// One record as a scan shows it; both are views that live until `take` returns.
struct ScannedRecord {
    const RecordView& view;
    std::span<const std::byte> fields;  // for decode_stored() of codec/record
};

// The records after a position, in order, for tools: nothing is opened, recovered or changed. `take` answers false when
// it has seen enough. Answers the journal's end.
//   - nobody has the journal open: up to its last intact frame, which is where the next start will go on
//   - a server has it open: up to what its tail file says is durable; nothing later is looked at
// Every frame that is read is verified; what lies before `after`, and tail and witness, are not (verify_journal()).
// Errors: as verify_journal(); disk-locked while a server starts and has not yet said what is durable.
Result<Mark> scan_journal(Disk& disk, const JournalOptions& options, Position after,
                          const std::function<bool(const ScannedRecord&)>& take);

}  // namespace hapax
