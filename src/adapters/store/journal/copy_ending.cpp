#include "adapters/store/journal/copy_ending.hpp"

#include "adapters/store/journal/frame_scanner.hpp"

namespace hapax::journal {
namespace {

// Frames are whole behind damage too: they say how far this side was.
Result<Mark> highest_frame(File& file, const SegmentHeader& segment, std::uint64_t bytes, Mark seen) {
    std::vector<std::byte> piece(FrameScanner::piece_bytes);
    for (std::uint64_t offset = segment_header_bytes; offset < bytes; offset += piece.size()) {
        const auto read = file.read_at(offset, piece);
        if (!read) return pass_on(read);
        for (std::size_t at = 0; at + frame_header_bytes <= *read; at += sector_bytes) {
            const auto header = decode_frame_header(std::span<const std::byte>(piece).subspan(at));
            if (!header || header->kind != FrameKind::data || header->last() <= seen.position) continue;
            FrameScanner scanner(file, segment, offset + at, bytes);
            const auto step = scanner.next(FrameScanner::Look::whole);
            if (!step) return pass_on(step);
            if (*step == FrameScanner::Step::frame) seen = header->mark();
        }
    }
    return seen;
}

}  // namespace

Result<Ending> look_at_end(Disk& disk, const std::string& path, const SegmentHeader& segment, OwnHeader own) {
    const auto file = disk.open(path, Open::read);
    if (!file) return pass_on(file);
    SegmentExtent extent{segment, segment_header_bytes, segment.begin.position};
    JournalEnd found;
    const auto checked = check_last(**file, path, extent, found);
    if (!checked && checked.error().code != store_errc::corrupt) return pass_on(checked);
    Ending ending;
    ending.last = found.last;
    ending.bytes = found.seal_offset + (found.sealed ? sector_bytes : 0);
    if (!checked) ending.damage = checked.error().detail;
    if (own == OwnHeader::damaged) ending.damage = path + ": offset 0: the header is damaged";
    ending.seen = ending.last;
    if (ending.intact()) return ending;  // what lies behind its end is a frame that never was whole
    const auto seen = highest_frame(**file, segment, found.file_bytes, ending.last);
    if (!seen) return pass_on(seen);
    ending.seen = *seen;
    return ending;
}

}  // namespace hapax::journal
