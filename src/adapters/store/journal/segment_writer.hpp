// SegmentWriter: puts frames at the end of the journal: one write, one sync, one note in the tail file each.
//
//   writer.begin(header, copied_frame);                  // a new segment, at start
//   if (!writer.fits(frame_bytes)) return storage_full;  // before anything is written
//   auto written = writer.write(frame);                  // rolls to the next segment when this one is full
//
// Errors   every failed write or sync is fatal: store_errc::write_failed. begin() may also say storage_full.
// Threads  one loop; free_bytes() from any.
// Source   ARCHITECTURE.md, section 6; docs/formats/journal.md.
#pragma once

#include <atomic>
#include <optional>

#include "adapters/store/journal/frame_buffer.hpp"
#include "adapters/store/journal/preparation.hpp"
#include "adapters/store/journal/segment_table.hpp"
#include "adapters/store/journal/tail_file.hpp"

namespace hapax::journal {

// A frame that waits to be written: room for its header, its records, and what the header will say of them.
struct FrameDraft {
    std::shared_ptr<FrameBuffer> buffer;
    std::uint32_t records = 0;
    std::uint32_t records_crc = 0;

    std::uint64_t bytes() const { return (buffer->size() + sector_bytes - 1) / sector_bytes * sector_bytes; }
};

// A frame that lies in the segment before, whose sync may never have returned.
struct CopiedFrame {
    FrameHeader header;
    std::vector<std::byte> payload;
};

struct WrittenFrame {
    FrameHeader header;
    std::uint32_t segment = 0;
    std::uint64_t offset = 0;
};

class SegmentWriter {
 public:
    SegmentWriter(Disk& disk, const std::string& directory, std::uint64_t salt, SegmentTable& segments,
                  Preparation& spares);

    Result<void> begin(SegmentHeader header, const CopiedFrame* copied);
    Result<void> follow_tail(TailFile tail);

    bool fits(std::span<const FrameDraft> frames) const;
    Result<WrittenFrame> write(FrameDraft& draft);
    Result<void> sync();  // what write() and seal() do last
    Result<void> seal();

    const Mark& last() const { return last_; }
    const SegmentHeader& segment() const { return segment_; }
    std::uint64_t free_bytes() const { return free_bytes_.load(std::memory_order_relaxed); }  // of this segment
    std::uint64_t written_bytes() const { return written_bytes_.load(std::memory_order_relaxed); }

    // A number that nobody can guess, one per segment.
    std::uint64_t incarnation_of(std::uint32_t number) const { return mixed(salt_ ^ mixed(number)); }

 private:
    Result<void> roll();
    Result<void> place(const std::string& spare, std::span<const std::byte> first_bytes);
    Result<void> name(const std::string& spare);
    Result<void> put(std::span<const std::byte> frame);

    Disk& disk_;
    std::string directory_;
    std::uint64_t salt_;
    SegmentTable& segments_;
    Preparation& spares_;
    std::optional<TailFile> tail_;
    std::shared_ptr<File> file_;
    SegmentHeader segment_;
    std::uint64_t segment_bytes_ = 0;  // of this one
    std::uint64_t offset_ = 0;
    Mark last_;
    std::atomic<std::uint64_t> free_bytes_{0};
    std::atomic<std::uint64_t> written_bytes_{0};  // since the start, in all segments
};

}  // namespace hapax::journal
