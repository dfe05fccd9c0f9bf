#include "adapters/store/journal/log_reader.hpp"

#include <algorithm>

#include "codec/record/record.hpp"
#include "kernel/assert.hpp"

namespace hapax::journal {
namespace {

constexpr std::size_t recent_frames_per_batch_max = 256;

// Fills a batch record by record until a limit is met.
class BatchFiller {
 public:
    BatchFiller(LogBatch& batch, Position after, Position durable, const ReadLimits& limits)
        : batch_(batch), after_(after), durable_(durable), limits_(limits) {}

    // False when the payload is not what it must be; done() tells that the batch wants no more.
    bool take(const FrameHeader& header, std::span<const std::byte> payload) {
        for (Position at = header.first; !payload.empty() && !done_; ++at.value) {
            const auto record = open_record(payload);
            if (!record) return false;
            if (at > after_ && !add(at, *record)) return false;
            payload = payload.subspan(record->record_bytes);
        }
        return true;
    }

    bool done() const { return done_; }

 private:
    bool add(Position at, const RecordBody& record) {
        const bool full =
            batch_.records.size() >= limits_.records_max || bytes_ + record.record_bytes > limits_.bytes_max;
        if (at > durable_ || (full && !batch_.records.empty())) {
            done_ = true;
            return true;
        }
        bytes_ += record.record_bytes;
        RecordView& view = batch_.records.emplace_back();
        if (decode_view(record.fields, view) && view.position == at) return true;
        batch_.records.pop_back();
        return false;
    }

    LogBatch& batch_;
    Position after_;
    Position durable_;
    const ReadLimits& limits_;
    std::size_t bytes_ = 0;
    bool done_ = false;
};

}  // namespace

Result<LogBatch> LogReader::read(Position after, Position durable, const ReadLimits& limits) {
    if (after >= durable) return LogBatch{};
    auto frames = recent_.after(after, recent_frames_per_batch_max);
    return frames.empty() ? read_file(after, durable, limits) : read_recent(std::move(frames), after, durable, limits);
}

Result<LogBatch> LogReader::read_recent(std::vector<RecentFrame> frames, Position after, Position durable,
                                        const ReadLimits& limits) {
    LogBatch batch;
    BatchFiller filler(batch, after, durable, limits);
    std::size_t used = 0;
    for (; used < frames.size() && !filler.done(); ++used) {
        HAPAX_ASSERT(filler.take(frames[used].header, frames[used].payload()), "a frame changed in memory");
    }
    frames.resize(used);
    batch.memory = std::make_shared<const std::vector<RecentFrame>>(std::move(frames));
    return batch;
}

Result<LogBatch> LogReader::read_file(Position after, Position durable, const ReadLimits& limits) {
    const auto from = find_frame(segments_, Position{after.value + 1});
    if (!from) return pass_on(from);
    const auto piece = read_piece(*from, limits.bytes_max);
    if (!piece) return pass_on(piece);
    LogBatch batch;
    BatchFiller filler(batch, after, durable, limits);
    auto bytes = std::as_const(**piece).bytes();
    for (std::uint64_t offset = from->offset; !filler.done() && !bytes.empty();) {
        const auto header = decode_frame_header(bytes);
        const bool intact = header && header->belongs_to(from->segment.header);
        if (intact && header->frame_bytes() > bytes.size()) break;
        if (!intact || !filler.take(*header, bytes.subspan(frame_header_bytes, header->payload_bytes))) {
            if (!batch.records.empty()) break;  // what lies before the damage is read
            return fail(store_errc::corrupt, segments_.path(from->segment.header.number) + ": the frame at offset " +
                                                 std::to_string(offset) + " is damaged");
        }
        offset += header->frame_bytes();
        bytes = bytes.subspan(static_cast<std::size_t>(header->frame_bytes()));
    }
    batch.memory = *piece;
    HAPAX_ASSERT(!batch.records.empty(), "a durable position was not read");
    return batch;
}

// Whole sectors up to the end of the segment, at least the first frame.
Result<std::shared_ptr<FrameBuffer>> LogReader::read_piece(const FoundFrame& from, std::size_t bytes_wanted) {
    const std::size_t wanted = std::clamp(bytes_wanted, read_bytes_min, read_bytes_max) / sector_bytes * sector_bytes;
    const std::uint64_t bytes =
        std::min(std::max<std::uint64_t>(wanted, from.header.frame_bytes()), from.segment.end - from.offset);
    const auto file = segments_.file(from.segment.header.number);
    if (!file) return pass_on(file);
    auto buffer = pool_->take();
    const auto read = (*file)->read_at(from.offset, buffer->extend(static_cast<std::size_t>(bytes)));
    if (!read) return pass_on(read);
    if (*read < bytes) {
        return fail(store_errc::corrupt, segments_.path(from.segment.header.number) + ": cut off at offset " +
                                             std::to_string(from.offset + *read));
    }
    return buffer;
}

}  // namespace hapax::journal
