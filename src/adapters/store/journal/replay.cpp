#include "adapters/store/journal/replay.hpp"

#include "adapters/store/journal/frame_scanner.hpp"
#include "codec/record/record.hpp"
#include "codec/stream_hash.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

class Replay {
 public:
    Replay(SegmentTable& segments, LiveIndex& index, Position end) : segments_(segments), index_(index), end_(end) {}

    // The frames of one segment from the one that holds the position after `after` on.
    Result<void> segment(const SegmentExtent& extent, Position after) {
        const std::uint32_t number = extent.header.number;
        const auto file = segments_.file(number);
        if (!file) return pass_on(file);
        FrameScanner scanner(**file, extent.header, segment_header_bytes, extent.end);
        for (;;) {
            const auto step = scanner.next(FrameScanner::Look::whole);
            if (!step) return pass_on(step);
            if (*step == FrameScanner::Step::end) return {};
            if (*step == FrameScanner::Step::bad) return corrupt(number, scanner.offset());
            if (scanner.header().records == 0 || scanner.header().last() <= after) continue;
            if (scanner.header().first > end_) return {};
            const auto taken = frame(number, scanner, after);
            if (!taken) return taken;
        }
    }

 private:
    Result<void> frame(std::uint32_t number, const FrameScanner& scanner, Position after) {
        auto payload = scanner.payload();
        std::uint64_t offset = scanner.offset() + frame_header_bytes;
        for (Position at = scanner.header().first; !payload.empty(); ++at.value) {
            const auto body = open_record(payload);
            if (!body) return corrupt(number, offset);
            const Mark mark{at, scanner.header().crc};
            if (at > after && at <= end_ && !record(*body, {number, static_cast<std::uint32_t>(offset)}, mark)) {
                return corrupt(number, offset);
            }
            offset += body->record_bytes;
            payload = payload.subspan(body->record_bytes);
        }
        while (index_.has_sealed()) {
            if (const auto ingested = index_.ingest_oldest(); !ingested) return ingested;
        }
        return {};
    }

    bool record(const RecordBody& body, Address address, const Mark& mark) {
        if (!decode_view(body.fields, view_) || view_.position != mark.position) return false;
        if (!decode_pending(body.fields, pending_)) return false;
        IndexedRecord indexed;
        indexed.operation = view_.operation;
        if (planted(Bug::operations_not_replayed)) indexed.operation.id.value.bytes[0] ^= 0xff;
        indexed.address = address;
        indexed.after = view_.version;
        indexed.opened = pending_.opened;
        indexed.closed = pending_.closed;
        if (!view_.events.empty()) {
            indexed.stream = stream_hash(view_.stream_type, view_.stream_key);
            indexed.first = Version{view_.version.value - view_.events.size() + 1};
        }
        index_.publish(std::span(&indexed, 1), mark);
        return true;
    }

    std::unexpected<Error> corrupt(std::uint32_t number, std::uint64_t offset) const {
        return fail(store_errc::corrupt,
                    segments_.path(number) + ": offset " + std::to_string(offset) + ": a record cannot be indexed");
    }

    SegmentTable& segments_;
    LiveIndex& index_;
    const Position end_;
    RecordView view_;
    PendingChanges pending_;
};

}  // namespace

Result<void> replay(SegmentTable& segments, LiveIndex& index, Position after, Position end) {
    Replay run(segments, index, end);
    for (Position done = after; done < end;) {
        const auto extent = segments.holding(Position{done.value + 1});
        if (!extent) return fail(store_errc::corrupt, "no segment holds position " + std::to_string(done.value + 1));
        if (const auto replayed = run.segment(*extent, done); !replayed) return replayed;
        done = extent->last;
    }
    return {};
}

}  // namespace hapax::journal
