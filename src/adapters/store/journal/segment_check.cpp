#include "adapters/store/journal/segment_check.hpp"

#include "adapters/store/journal/frame_scanner.hpp"

namespace hapax::journal {

Result<Mark> check_frames(File& file, const std::string& path, const SegmentHeader& header, ByteRange range,
                          Mark before) {
    FrameScanner scanner(file, header, range.from, range.to);
    for (;;) {
        const auto step = scanner.next(FrameScanner::Look::whole);
        if (!step) return pass_on(step);
        if (*step == FrameScanner::Step::end) return before;
        const FrameHeader& frame = scanner.header();
        const bool follows = *step == FrameScanner::Step::frame && frame.previous_crc == before.frame_crc &&
                             frame.first.value == before.position.value + 1;
        if (!follows) {
            return fail(store_errc::corrupt,
                        path + ": offset " + std::to_string(scanner.offset()) + ": a frame is damaged");
        }
        if (frame.kind == FrameKind::data) before = frame.mark();
    }
}

Result<BackedSegment> check_backed(File& file, const std::string& path, const SegmentHeader& header, ByteRange range,
                                   Mark before) {
    const auto crc = checksum(file, {0, range.to}, 0, path);
    if (!crc) return pass_on(crc);
    const auto end = check_frames(file, path, header, range, before);
    if (!end) return pass_on(end);
    return BackedSegment{header.number, header.incarnation, range.to, *end, *crc};
}

Result<std::uint64_t> end_until(File& file, const SegmentHeader& header, std::uint64_t end, Position until) {
    FrameScanner scanner(file, header, segment_header_bytes, end);
    for (std::uint64_t offset = segment_header_bytes;; offset = scanner.end_offset()) {
        const auto step = scanner.next(FrameScanner::Look::header);
        if (!step) return pass_on(step);
        const bool counts = *step == FrameScanner::Step::frame && scanner.header().records > 0;
        if (!counts || scanner.header().last() > until) return offset;
    }
}

}  // namespace hapax::journal
