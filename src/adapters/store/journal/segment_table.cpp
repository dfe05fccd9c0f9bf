#include "adapters/store/journal/segment_table.hpp"

#include <algorithm>
#include <mutex>

#include "adapters/store/journal/frame_scanner.hpp"
#include "kernel/assert.hpp"

namespace hapax::journal {

void SegmentTable::add(const SegmentExtent& segment, std::shared_ptr<File> file, bool mapped) {
    const std::unique_lock lock(mutex_);
    HAPAX_ASSERT(segment.header.number == entries_.size() + 1, "a segment is missing from the table");
    if (file) ++open_files_;
    entries_.push_back({segment, std::move(file), {}, mapped});
}

void SegmentTable::grow(const FrameHeader& frame, std::uint64_t offset) {
    const std::unique_lock lock(mutex_);
    Entry& entry = entries_.back();
    HAPAX_ASSERT(frame.first.value == entry.extent.last.value + 1, "a frame does not follow the one before");
    if (entry.mapped) note(entry.map, frame.first, offset);
    entry.extent.end = offset + frame.frame_bytes();
    entry.extent.last = frame.last();
}

void SegmentTable::set_end(std::uint64_t end, Position last) {
    const std::unique_lock lock(mutex_);
    entries_.back().extent.end = end;
    entries_.back().extent.last = last;
}

std::size_t SegmentTable::size() const {
    const std::shared_lock lock(mutex_);
    return entries_.size();
}

std::optional<SegmentExtent> SegmentTable::segment(std::uint32_t number) const {
    const std::shared_lock lock(mutex_);
    if (number == 0 || number > entries_.size()) return std::nullopt;
    return entries_[number - 1].extent;
}

// The last segment that begins before the position: those in between are empty.
std::optional<SegmentExtent> SegmentTable::holding(Position position) const {
    const std::shared_lock lock(mutex_);
    const auto after = std::partition_point(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.extent.header.begin.position < position;
    });
    if (after == entries_.begin() || std::prev(after)->extent.last < position) return std::nullopt;
    return std::prev(after)->extent;
}

Result<std::shared_ptr<File>> SegmentTable::file(std::uint32_t number) {
    {
        const std::shared_lock lock(mutex_);
        HAPAX_ASSERT(number > 0 && number <= entries_.size(), "a segment was asked for that is not there");
        if (entries_[number - 1].file) return entries_[number - 1].file;
    }
    auto opened = disk_.open(path(number), Open::read);
    if (!opened) return pass_on(opened);
    const std::unique_lock lock(mutex_);
    if (open_files_ >= open_files_max) close_oldest();
    Entry& entry = entries_[number - 1];
    if (!entry.file) {
        entry.file = *std::move(opened);
        ++open_files_;
    }
    return entry.file;
}

void SegmentTable::close_oldest() {
    for (std::size_t i = 0; i + 1 < entries_.size(); ++i) {
        if (!entries_[i].file) continue;
        entries_[i].file.reset();
        --open_files_;
        return;
    }
}

Result<std::uint64_t> SegmentTable::walk_from(const SegmentExtent& segment, Position position) {
    const std::size_t index = segment.header.number - 1;
    const auto before = [&](const std::vector<MapEntry>& map) {
        const auto after =
            std::partition_point(map.begin(), map.end(), [&](const MapEntry& e) { return e.first <= position; });
        return after == map.begin() ? segment_header_bytes : std::prev(after)->offset;
    };
    {
        const std::shared_lock lock(mutex_);
        if (entries_[index].mapped) return before(entries_[index].map);
    }
    auto map = walk(segment);
    if (!map) return pass_on(map);
    const std::uint64_t offset = before(*map);
    const std::unique_lock lock(mutex_);
    if (!entries_[index].mapped) entries_[index].map = *std::move(map);
    entries_[index].mapped = true;
    return offset;
}

void SegmentTable::note(std::vector<MapEntry>& map, Position first, std::uint64_t offset) {
    if (map.empty() || offset - map.back().offset >= map_step_bytes) map.push_back({first, offset});
}

Result<std::vector<SegmentTable::MapEntry>> SegmentTable::walk(const SegmentExtent& segment) {
    const auto opened = file(segment.header.number);
    if (!opened) return pass_on(opened);
    std::vector<MapEntry> map;
    FrameScanner scanner(**opened, segment.header, segment_header_bytes, segment.end);
    for (;;) {
        const auto step = scanner.next(FrameScanner::Look::header);
        if (!step) return pass_on(step);
        if (*step != FrameScanner::Step::frame) return map;
        note(map, scanner.header().first, scanner.offset());
    }
}

Result<FoundFrame> find_frame(SegmentTable& table, Position position) {
    const auto segment = table.holding(position);
    HAPAX_ASSERT(segment.has_value(), "a position was asked for that no segment holds");
    const auto file = table.file(segment->header.number);
    if (!file) return pass_on(file);
    const auto from = table.walk_from(*segment, position);
    if (!from) return pass_on(from);
    FrameScanner scanner(**file, segment->header, *from, segment->end);
    for (;;) {
        const auto step = scanner.next(FrameScanner::Look::header);
        if (!step) return pass_on(step);
        if (*step != FrameScanner::Step::frame) break;
        if (scanner.header().records > 0 && scanner.header().last() >= position) {
            return FoundFrame{*segment, scanner.header(), scanner.offset()};
        }
    }
    return fail(store_errc::corrupt, table.path(segment->header.number) + ": position " +
                                         std::to_string(position.value) + " is not where it was written, near offset " +
                                         std::to_string(scanner.offset()));
}

}  // namespace hapax::journal
