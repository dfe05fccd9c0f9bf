// FrameScanner: walks the frames of one segment in order, reading in large pieces.
//
//   FrameScanner scanner(*file, header, segment_header_bytes, end);
//   for (;;) {
//       auto step = scanner.next(FrameScanner::Look::whole);
//       if (!step || *step != FrameScanner::Step::frame) break;
//       use(scanner.header(), scanner.offset(), scanner.payload());   // until the next next()
//   }
//
// Look::header believes a frame whose header is intact; Look::whole verifies every record and the frame's CRC.
// Step::end means that `end` is reached exactly; Step::bad that no such frame of this segment is at offset().
// Errors   those of the disk.
// Threads  one.
#pragma once

#include <memory>

#include "adapters/store/journal/frame_buffer.hpp"
#include "adapters/store/journal/frame_format.hpp"
#include "ports/driven/disk.hpp"

namespace hapax::journal {

class FrameScanner {
 public:
    static constexpr std::size_t piece_bytes = 256 << 10;
    enum class Look : std::uint8_t { header, whole };
    enum class Step : std::uint8_t { frame, end, bad };

    FrameScanner(File& file, const SegmentHeader& segment, std::uint64_t from, std::uint64_t end)
        : file_(file), segment_(segment), next_(from), end_(end), offset_(from) {}

    Result<Step> next(Look look);

    const FrameHeader& header() const { return header_; }
    std::uint64_t offset() const { return offset_; }
    std::uint64_t end_offset() const { return next_; }  // of the frame
    std::span<const std::byte> payload() const { return payload_; }

 private:
    // The bytes at offset_, `bytes` of them unless `end` comes first.
    Result<std::span<const std::byte>> window(std::size_t bytes);

    File& file_;
    SegmentHeader segment_;
    std::uint64_t next_;
    std::uint64_t end_;
    std::uint64_t offset_;
    FrameHeader header_;
    std::span<const std::byte> payload_;
    FrameBuffer buffer_;
    std::uint64_t buffer_offset_ = 0;
};

}  // namespace hapax::journal
