#include "adapters/store/journal/extent.hpp"

#include <optional>

#include "adapters/store/journal/recovery.hpp"
#include "adapters/store/journal/tail_file.hpp"

namespace hapax::journal {
namespace {

constexpr int tail_reads_max = 100;  // a read may meet a write of the tail; its checksum tells

}  // namespace

Result<JournalExtent> resting_extent(Disk& disk, const std::string& directory) {
    auto segments = read_segments(disk, directory);
    if (!segments) return pass_on(segments);
    if (segments->empty()) return JournalExtent{};
    const Position last_segment_only = segments->back().header.begin.position;
    auto end = find_end(disk, directory, *std::move(segments), last_segment_only);
    if (!end) return pass_on(end);
    return JournalExtent{std::move(end->segments), end->last};
}

// The tail is read first: the segments it speaks of are there then.
Result<JournalExtent> served_extent(Disk& disk, const std::string& directory) {
    std::optional<Tail> tail;
    for (int i = 0; i < tail_reads_max && !tail; ++i) {
        const auto read = read_tail(disk, directory);
        if (!read) return pass_on(read);
        tail = *read;
    }
    auto segments = read_segments(disk, directory);
    if (!segments) return pass_on(segments);
    if (!tail || tail->segment == 0 || tail->segment > segments->size()) {
        return fail(disk_errc::locked, directory + ": a server is starting on it; ask again when it serves");
    }
    segments->resize(tail->segment);
    SegmentExtent& last = segments->back();
    if (last.header.store_id != tail->store_id) {
        return fail(disk_errc::locked, directory + ": a server is starting on it; ask again when it serves");
    }
    last.end = tail->end;
    last.last = tail->durable.position;
    return JournalExtent{*std::move(segments), tail->durable};
}

}  // namespace hapax::journal
