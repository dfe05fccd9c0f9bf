// Recovery: what a journal on the disk is, before anything is written again.
//
//   auto segments = read_segments(disk, directory);            // headers; refuses gaps and strangers
//   auto found    = find_end(disk, directory, *segments, Position{120'000});   // verifies from that position's segment
//   check_proofs(*found, table, proofs);                       // tail, witness, index
//
// The end of the journal is the last intact frame. A frame is written only after the sync of the one before returned,
// so behind it lies either nothing or one torn frame that nobody was told about. Anything else is damage.
// Errors   store_errc::corrupt, history_lost, wrong_store, each with file, offset and what it means; the disk's.
// Threads  one.
// Source   ARCHITECTURE.md, section 6; docs/formats/journal.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/store/journal/segment_table.hpp"
#include "adapters/store/journal/segment_writer.hpp"

namespace hapax::journal {

// All segments in order, each with its end and last position as its successor says; the last one's are not known yet.
Result<std::vector<SegmentExtent>> read_segments(Disk& disk, const std::string& directory);

// One segment's header; store_errc::corrupt when it is damaged.
Result<SegmentHeader> read_header(Disk& disk, const std::string& path);

// Whether a segment follows the one before it; nothing stands for none.
Result<void> check_succession(const std::string& path, const SegmentHeader& header, const SegmentHeader* before);

struct JournalEnd {
    std::vector<SegmentExtent> segments;
    Mark last;
    bool sealed = false;
    bool torn = false;              // bytes of a frame that was never whole
    std::uint64_t seal_offset = 0;  // or where the frames end
    std::uint64_t used_bytes = 0;   // of the last segment's file, up to its last byte that is not zero
    std::uint64_t file_bytes = 0;   // of the last segment's file
    std::optional<CopiedFrame>
        last_frame;  // of the last segment, when it is not sealed: its sync may not have returned
    std::uint64_t last_frame_offset = 0;
};

// Told about the walk while it goes on; either may be missing.
struct WalkObserver {
    std::function<void(const FrameHeader&)> frame;  // with records
    std::function<void()> segment;                  // at its end
};

// Verifies every frame of a segment that has a successor, up to the end that this names.
Result<void> check_closed(File& file, const std::string& path, const SegmentHeader& header, const SegmentHeader& next);

// Verifies every frame of the last segment; fills what JournalEnd says of it, and the segment's end.
Result<void> check_last(File& file, const std::string& path, SegmentExtent& segment, JournalEnd& found);

// Verifies every frame from the segment that holds the position after `verified` to the end.
Result<JournalEnd> find_end(Disk& disk, const std::string& directory, std::vector<SegmentExtent> segments,
                            Position verified, const WalkObserver& observer = {});

// Someone who saw a position durable. The journal must reach it, with the same frame there. Each of them is written only
// after the first segment and its name are durable: where there is a proof, even of position 0, there was a segment.
struct Proof {
    std::string who;
    Mark durable;
};
Result<void> check_proof(const JournalEnd& end, SegmentTable& table, const Proof& proof);

}  // namespace hapax::journal
