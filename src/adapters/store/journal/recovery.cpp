#include "adapters/store/journal/recovery.hpp"

#include <algorithm>

#include "adapters/store/journal/frame_scanner.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

std::unexpected<Error> corrupt(const std::string& path, std::uint64_t offset, const std::string& what) {
    return fail(store_errc::corrupt, path + ": offset " + std::to_string(offset) + ": " + what);
}

}  // namespace

Result<SegmentHeader> read_header(Disk& disk, const std::string& path) {
    const auto file = disk.open(path, Open::read);
    if (!file) return pass_on(file);
    std::array<std::byte, segment_header_bytes> bytes{};
    const auto read = (*file)->read_at(0, bytes);
    if (!read) return pass_on(read);
    const auto header = decode_segment_header(std::span(bytes).first(*read));
    if (!header) return corrupt(path, 0, "the segment's header is damaged");
    return *header;
}

Result<void> check_succession(const std::string& path, const SegmentHeader& header, const SegmentHeader* before) {
    const std::uint32_t expected = before == nullptr ? 1 : before->number + 1;
    if (header.number != expected) return corrupt(path, 0, "segment " + std::to_string(expected) + " is missing");
    if (before == nullptr) return {};
    const bool follows = header.predecessor_incarnation == before->incarnation &&
                         header.begin.position >= before->begin.position &&
                         header.predecessor_end >= segment_header_bytes;
    if (!follows) return corrupt(path, 0, "the segment does not follow the one before it");
    if (header.store_id != before->store_id && !header.loss_accepted) {
        return fail(store_errc::wrong_store, path + ": the segment belongs to store " + header.store_id.text());
    }
    return {};
}

namespace {

// Walks the frames of one segment and keeps what the walk is about.
class SegmentWalk {
 public:
    SegmentWalk(File& file, std::string path, const SegmentExtent& segment, std::uint64_t end, JournalEnd& found)
        : path_(std::move(path)), scanner_(file, segment.header, segment_header_bytes, end), found_(found) {
        found_.last = segment.header.begin;
        found_.last_frame.reset();
        found_.sealed = false;
    }

    // Stops at `end` or at the first thing that is no frame; offset() says where.
    Result<FrameScanner::Step> run(const WalkObserver& observer) {
        for (;;) {
            const auto step = scanner_.next(FrameScanner::Look::whole);
            if (!step || *step != FrameScanner::Step::frame) return step;
            const FrameHeader& header = scanner_.header();
            const bool follows = header.first.value == found_.last.position.value + 1 &&
                                 header.previous_crc == found_.last.frame_crc && !found_.sealed;
            if (!follows) return corrupt(path_, scanner_.offset(), "an intact frame does not follow the one before it");
            take(header);
            if (observer.frame && header.kind == FrameKind::data) observer.frame(header);
        }
    }

    std::uint64_t offset() const { return scanner_.offset(); }

 private:
    void take(const FrameHeader& header) {
        if (header.kind == FrameKind::seal) {
            found_.sealed = true;
            found_.seal_offset = scanner_.offset();
            return;
        }
        found_.last = header.mark();
        found_.last_frame_offset = scanner_.offset();
        found_.last_frame = CopiedFrame{header, {}};
    }

    std::string path_;
    FrameScanner scanner_;
    JournalEnd& found_;
};

Result<void> walk_inner(File& file, const std::string& path, const SegmentExtent& segment, const SegmentHeader& next,
                        JournalEnd& found, const WalkObserver& observer) {
    SegmentWalk walk(file, path, segment, segment.end, found);
    const auto step = walk.run(observer);
    if (!step) return pass_on(step);
    if (*step == FrameScanner::Step::bad) return corrupt(path, walk.offset(), "a frame is damaged");
    if (found.last != next.begin) return corrupt(path, walk.offset(), "the segment ends before its successor begins");
    return {};
}

// What lies behind the last frame: nothing, or something torn; an intact frame there means that the one before it,
// which was synced, is damaged.
Result<void> look_behind(File& file, const std::string& path, const SegmentHeader& segment, std::uint64_t from,
                         JournalEnd& found) {
    std::vector<std::byte> piece(FrameScanner::piece_bytes);
    found.used_bytes = from;
    for (std::uint64_t offset = from; offset < found.file_bytes; offset += piece.size()) {
        const auto read = file.read_at(offset, piece);
        if (!read) return pass_on(read);
        for (std::size_t at = 0; at < *read; at += sector_bytes) {
            const auto sector = std::span<const std::byte>(piece).subspan(at, std::min(sector_bytes, *read - at));
            const bool blank = std::all_of(sector.begin(), sector.end(), [](std::byte b) { return b == std::byte{0}; });
            if (blank) continue;
            found.torn = true;
            found.used_bytes = offset + at + sector.size();
            const auto header = decode_frame_header(sector);
            if (planted(Bug::damage_taken_for_torn_tail)) continue;
            if (header && header->belongs_to(segment) && offset + at > from) {
                return corrupt(path, from,
                               "a damaged frame is followed by an intact one at offset " + std::to_string(offset + at));
            }
        }
    }
    return {};
}

Result<void> walk_last(File& file, const std::string& path, SegmentExtent& segment, JournalEnd& found,
                       const WalkObserver& observer) {
    const auto size = file.size();
    if (!size) return pass_on(size);
    found.file_bytes = *size;
    SegmentWalk walk(file, path, segment, *size, found);
    const auto step = walk.run(observer);
    if (!step) return pass_on(step);
    if (!found.sealed) found.seal_offset = walk.offset();
    segment.end = found.seal_offset;
    segment.last = found.last.position;
    if (const auto looked = look_behind(file, path, segment.header, walk.offset(), found); !looked) return looked;
    if (found.sealed) found.last_frame.reset();
    if (!found.last_frame) return {};
    found.last_frame->payload.resize(found.last_frame->header.payload_bytes);
    const auto read = file.read_at(found.last_frame_offset + frame_header_bytes, found.last_frame->payload);
    if (!read) return pass_on(read);
    if (!payload_is_intact(found.last_frame->header, found.last_frame->payload)) {
        return corrupt(path, found.last_frame_offset, "the last frame reads differently every time");
    }
    return {};
}

}  // namespace

Result<void> check_closed(File& file, const std::string& path, const SegmentHeader& header, const SegmentHeader& next) {
    JournalEnd found;
    return walk_inner(file, path, {header, next.predecessor_end, next.begin.position}, next, found, {});
}

Result<void> check_last(File& file, const std::string& path, SegmentExtent& segment, JournalEnd& found) {
    return walk_last(file, path, segment, found, {});
}

Result<std::vector<SegmentExtent>> read_segments(Disk& disk, const std::string& directory) {
    const auto names = disk.list(directory);
    if (!names) return pass_on(names);
    std::vector<SegmentExtent> segments;
    for (const std::string& name : *names) {
        if (!segment_number(name)) continue;
        std::string path = directory;
        path.append("/").append(name);
        const auto header = read_header(disk, path);
        if (!header) return pass_on(header);
        if (name != segment_name(header->number)) return corrupt(path, 0, "the segment has another one's name");
        SegmentExtent* before = segments.empty() ? nullptr : &segments.back();
        const auto follows = check_succession(path, *header, before == nullptr ? nullptr : &before->header);
        if (!follows) return pass_on(follows);
        if (before != nullptr) {
            before->end = header->predecessor_end;
            before->last = header->begin.position;
        }
        segments.push_back({*header, segment_header_bytes, header->begin.position});
    }
    return segments;
}

Result<JournalEnd> find_end(Disk& disk, const std::string& directory, std::vector<SegmentExtent> segments,
                            Position verified, const WalkObserver& observer) {
    JournalEnd found;
    found.segments = std::move(segments);
    const std::size_t count = found.segments.size();
    std::size_t from = 0;
    while (from + 1 < count && found.segments[from + 1].header.begin.position <= verified) ++from;
    for (std::size_t i = from; i < count; ++i) {
        const std::string path = directory + "/" + segment_name(found.segments[i].header.number);
        const auto file = disk.open(path, Open::read);
        if (!file) return pass_on(file);
        const auto walked =
            i + 1 < count ? walk_inner(**file, path, found.segments[i], found.segments[i + 1].header, found, observer)
                          : walk_last(**file, path, found.segments[i], found, observer);
        if (!walked) return pass_on(walked);
        if (observer.segment) observer.segment();
    }
    return found;
}

// What an operator reads first when he has put an old copy back, on purpose or not.
constexpr std::string_view advice =
    ": acknowledged history is lost. Put the newer copy back, or accept the loss: hapax store accept-loss";

Result<void> check_proof(const JournalEnd& end, SegmentTable& table, const Proof& proof) {
    const std::string what = proof.who + " saw position " + std::to_string(proof.durable.position.value) + " durable";
    if (end.segments.empty()) {
        return fail(store_errc::history_lost, what + ", and the journal has no segment" + std::string(advice));
    }
    if (proof.durable.position.value == 0) return {};
    if (proof.durable.position > end.last.position) {
        const std::string known = ", and the journal ends at " + std::to_string(end.last.position.value);
        if (!end.torn) return fail(store_errc::history_lost, what + known + std::string(advice));
        const std::uint32_t number = end.segments.back().header.number;
        return corrupt(table.path(number), end.seal_offset, "a frame is damaged, but " + what + known);
    }
    const auto frame = find_frame(table, proof.durable.position);
    if (!frame) return pass_on(frame);
    if (frame->header.crc == proof.durable.frame_crc || planted(Bug::proof_without_crc)) return {};
    return fail(store_errc::history_lost, what + " in another history than this journal's" + std::string(advice));
}

}  // namespace hapax::journal
