// SegmentTable: the segments of a journal, their open files, and where in them a position lies.
//
//   auto segment = table.holding(Position{900});             // header and end of the segment with that record
//   auto file    = table.file(segment->header.number);       // opened when needed
//   auto offset  = table.walk_from(*segment, Position{900}); // a frame at or before it: walk on from there
//
// A sparse map, one entry per map_step_bytes, is kept for each segment that was asked for; the one being written fills
// its map as it grows, others are walked once. It takes some 4 KiB per segment of 64 MiB.
// Limits   open_files_max files are kept open.
// Threads  add() and grow() by the appending loop, everything else from any. No lock is held during disk calls.
#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "adapters/store/journal/frame_format.hpp"
#include "ports/driven/disk.hpp"

namespace hapax::journal {

struct SegmentExtent {
    SegmentHeader header;
    std::uint64_t end = segment_header_bytes;  // after its last frame that counts
    Position last;                             // of that frame; header.begin.position when there is none
};

class SegmentTable {
 public:
    static constexpr std::uint64_t map_step_bytes = 256 << 10;
    static constexpr std::size_t open_files_max = 256;

    SegmentTable(Disk& disk, std::string directory) : disk_(disk), directory_(std::move(directory)) {}

    void add(const SegmentExtent& segment, std::shared_ptr<File> file, bool mapped);
    void grow(const FrameHeader& frame, std::uint64_t offset);  // of the last segment, by one durable frame
    void set_end(std::uint64_t end, Position last);             // of the last segment

    std::size_t size() const;
    std::optional<SegmentExtent> segment(std::uint32_t number) const;
    std::optional<SegmentExtent> holding(Position position) const;
    Result<std::shared_ptr<File>> file(std::uint32_t number);
    Result<std::uint64_t> walk_from(const SegmentExtent& segment, Position position);
    std::string path(std::uint32_t number) const { return directory_ + "/" + segment_name(number); }

 private:
    struct MapEntry {
        Position first;
        std::uint64_t offset = 0;
    };
    struct Entry {
        SegmentExtent extent;
        std::shared_ptr<File> file;
        std::vector<MapEntry> map;
        bool mapped = false;
    };

    static void note(std::vector<MapEntry>& map, Position first, std::uint64_t offset);
    Result<std::vector<MapEntry>> walk(const SegmentExtent& segment);
    void close_oldest();

    Disk& disk_;
    std::string directory_;
    mutable std::shared_mutex mutex_;
    std::vector<Entry> entries_;  // entries_[i] is segment i + 1
    std::size_t open_files_ = 0;
};

// The frame that holds a position which the table has, and where it lies; nothing when it is not there (corrupt).
struct FoundFrame {
    SegmentExtent segment;
    FrameHeader header;
    std::uint64_t offset = 0;
};
Result<FoundFrame> find_frame(SegmentTable& table, Position position);

}  // namespace hapax::journal
