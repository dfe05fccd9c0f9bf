#include "adapters/store/journal/segment_writer.hpp"

#include <cstring>

#include "adapters/store/journal/careless_file.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

void zero(std::span<std::byte> bytes) {
    if (!bytes.empty()) std::memset(bytes.data(), 0, bytes.size());
}

}  // namespace

SegmentWriter::SegmentWriter(Disk& disk, const std::string& directory, std::uint64_t salt, SegmentTable& segments,
                             Preparation& spares)
    : disk_(disk), directory_(directory), salt_(salt), segments_(segments), spares_(spares) {}

// Header and copied frame are durable in the spare before it gets a segment's name, and the name is durable before
// anything else is written: a segment that can be seen after a crash has both.
Result<void> SegmentWriter::begin(SegmentHeader header, const CopiedFrame* copied) {
    const auto spare = spares_.take();
    if (!spare) return fail(store_errc::storage_full, "no prepared segment is left");
    segment_ = header;
    segment_bytes_ = spare->bytes;
    FrameBuffer bytes;
    const auto head = encode(header);
    std::memcpy(bytes.extend(head.size()).data(), head.data(), head.size());
    std::optional<FrameHeader> frame;
    if (copied != nullptr) {
        frame = copied->header;
        frame->store_id = header.store_id;
        frame->incarnation = header.incarnation;
        const auto room = bytes.extend(static_cast<std::size_t>(frame->frame_bytes()));
        zero(room);
        encode(*frame, room.first<frame_header_bytes>());
        std::memcpy(room.data() + frame_header_bytes, copied->payload.data(), copied->payload.size());
    }
    if (bytes.size() > segment_bytes_) return fail(store_errc::storage_full, "the last frame outgrows a new segment");
    if (const auto placed = place(spare->path, bytes.bytes()); !placed) return placed;
    segments_.add({header, segment_header_bytes, header.begin.position}, file_, true);
    if (frame) segments_.grow(*frame, segment_header_bytes);
    last_ = frame ? frame->mark() : header.begin;
    offset_ = bytes.size();
    free_bytes_.store(segment_bytes_ - offset_, std::memory_order_relaxed);
    return {};
}

Result<void> SegmentWriter::place(const std::string& spare, std::span<const std::byte> first_bytes) {
    auto file = disk_.open(spare, Open::write);
    if (!file) return fatal_write("opening a segment", file.error());
    if (planted(Bug::answer_before_sync, Bug::sync_one_frame_late, Bug::second_sync_trusted)) file = careless(*file);
    file_ = *std::move(file);
    if (planted(Bug::segment_named_before_its_sync) && name(spare)) return put(first_bytes);
    if (const auto written = put(first_bytes); !written) return written;
    HAPAX_CRASHPOINT("segment.headed");
    return name(spare);
}

Result<void> SegmentWriter::name(const std::string& spare) {
    if (const auto renamed = disk_.rename(spare, segments_.path(segment_.number)); !renamed) {
        return fatal_write("naming a segment", renamed.error());
    }
    HAPAX_CRASHPOINT("segment.renamed");
    if (planted(Bug::segment_without_directory_sync)) return {};
    if (const auto synced = disk_.sync_directory(directory_); !synced) {
        return fatal_write("naming a segment", synced.error());
    }
    HAPAX_CRASHPOINT("segment.named");
    return {};
}

Result<void> SegmentWriter::follow_tail(TailFile tail) {
    tail_ = std::move(tail);
    return tail_->note(segment_.store_id, last_, segment_.number, offset_);
}

// The frames one after another, each in the segment at hand or else at the beginning of the next that is large enough.
bool SegmentWriter::fits(std::span<const FrameDraft> frames) const {
    std::uint64_t free = segment_bytes_ - offset_;
    const std::vector<std::uint64_t> spares = spares_.sizes();
    auto next = spares.begin();
    for (const FrameDraft& frame : frames) {
        while (frame.bytes() > free) {
            if (next == spares.end()) return false;
            free = *next++ - segment_header_bytes;
        }
        free -= frame.bytes();
    }
    return true;
}

Result<WrittenFrame> SegmentWriter::write(FrameDraft& draft) {
    HAPAX_ASSERT(draft.records > 0 && draft.records <= frame_records_max, "a frame has another number of records");
    while (draft.bytes() > segment_bytes_ - offset_) {
        if (const auto rolled = roll(); !rolled) return pass_on(rolled);
    }
    FrameHeader header;
    header.store_id = segment_.store_id;
    header.incarnation = segment_.incarnation;
    header.first = Position{last_.position.value + 1};
    header.records = draft.records;
    header.payload_bytes = static_cast<std::uint32_t>(draft.buffer->size() - frame_header_bytes);
    header.previous_crc = last_.frame_crc;
    header.crc = frame_crc(draft.records_crc, header);
    zero(draft.buffer->extend(static_cast<std::size_t>(draft.bytes()) - draft.buffer->size()));
    encode(header, draft.buffer->bytes().first<frame_header_bytes>());
    if (planted(Bug::tail_before_write)) (void)tail_->note(segment_.store_id, header.mark(), segment_.number, offset_);
    if (const auto written = put(draft.buffer->bytes()); !written) return pass_on(written);
    const WrittenFrame frame{header, segment_.number, offset_};
    segments_.grow(header, offset_);
    offset_ += header.frame_bytes();
    last_ = header.mark();
    free_bytes_.store(segment_bytes_ - offset_, std::memory_order_relaxed);
    written_bytes_.fetch_add(header.frame_bytes(), std::memory_order_relaxed);
    if (const auto noted = tail_->note(segment_.store_id, last_, segment_.number, offset_); !noted) {
        return pass_on(noted);
    }
    HAPAX_CRASHPOINT("journal.tail_written");
    return frame;
}

Result<void> SegmentWriter::put(std::span<const std::byte> bytes) {
    HAPAX_CRASHPOINT("journal.write");
    if (const auto written = file_->write_at(offset_, bytes); !written) {
        return fatal_write(segments_.path(segment_.number) + ": writing", written.error());
    }
    HAPAX_CRASHPOINT("journal.written");
    if (planted(Bug::projector_past_durable)) return {};
    return sync();
}

Result<void> SegmentWriter::sync() {
    if (const auto synced = file_->sync(); !synced) {
        return fatal_write(segments_.path(segment_.number) + ": syncing", synced.error());
    }
    HAPAX_CRASHPOINT("journal.synced");
    return {};
}

// The sync of the last frame returned in this process, so nothing needs to be copied.
Result<void> SegmentWriter::roll() {
    SegmentHeader next = segment_;
    next.number = segment_.number + 1;
    next.incarnation = incarnation_of(next.number);
    next.begin = last_;
    next.predecessor_incarnation = segment_.incarnation;
    next.predecessor_end = offset_;
    next.loss_accepted = false;
    offset_ = 0;
    HAPAX_CRASHPOINT("segment.roll");
    return begin(next, nullptr);
}

// A seal says that the sync of the frame before it returned. What is left of the segment stays for inspection.
Result<void> SegmentWriter::seal() {
    if (segment_bytes_ - offset_ < sector_bytes) return {};
    FrameHeader header;
    header.kind = FrameKind::seal;
    header.store_id = segment_.store_id;
    header.incarnation = segment_.incarnation;
    header.first = Position{last_.position.value + 1};
    header.previous_crc = last_.frame_crc;
    header.crc = last_.frame_crc;
    std::array<std::byte, sector_bytes> sector{};
    encode(header, std::span(sector).first<frame_header_bytes>());
    return put(sector);
}

}  // namespace hapax::journal
