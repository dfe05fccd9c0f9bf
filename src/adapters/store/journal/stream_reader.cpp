#include "adapters/store/journal/stream_reader.hpp"

#include <algorithm>

#include "adapters/store/journal/append_batch.hpp"
#include "codec/stream_hash.hpp"
#include "kernel/assert.hpp"

namespace hapax::journal {
namespace {

constexpr std::size_t entries_per_look_up = 512;

Version version_before(const StoredCommit& stored) {
    return Version{stored.version.value - stored.commit.events.size()};
}

// The events of the record after a version, as many as still fit.
void add_events(StoredCommit& stored, Version after, std::size_t events_max, std::vector<StreamEvent>& events) {
    std::uint64_t version = version_before(stored).value;
    for (EventData& event : stored.commit.events) {
        if (++version <= after.value) continue;
        if (events.size() == events_max) return;
        events.push_back({Version{version}, stored.position, std::move(event), stored.commit.operation,
                          stored.commit.caller, stored.commit.accepted_at, stored.commit.decided_at});
    }
}

}  // namespace

Result<Version> StreamReader::version(const StreamId& stream) const {
    if (const auto head = index_.known_head(stream)) return head->version;
    const StreamHash hash = stream_hash(stream);
    if (const auto version = index_.recent_head(hash)) return *version;
    const auto last = last_record(index_, records_, stream, hash);
    if (!last) return pass_on(last);
    return *last ? (*last)->version : Version{};
}

Result<StreamSlice> StreamReader::read(const StreamId& stream, Version after, std::size_t events_max) const {
    const StreamHash hash = stream_hash(stream);
    StreamSlice slice;
    auto last = last_record(index_, records_, stream, hash);
    if (!last) return pass_on(last);
    if (!*last) return slice;
    slice.version = (*last)->version;
    slice.position = (*last)->position;
    if (after >= version_before(**last)) {
        add_events(**last, after, events_max, slice.events);
        return slice;
    }
    while (after < slice.version && slice.events.size() < events_max) {
        const std::size_t entries_max = std::min(entries_per_look_up, events_max - slice.events.size());
        const auto entries = index_.find_stream(hash, Version{after.value + 1}, entries_max);
        if (!entries) return pass_on(entries);
        const auto reached = read(stream, *entries, after, events_max, slice);
        if (!reached) return pass_on(reached);
        after = *reached;
    }
    return slice;
}

// What was appended meanwhile is not part of the slice. Answers the last version that was read.
Result<Version> StreamReader::read(const StreamId& stream, std::span<const StreamEntry> entries, Version after,
                                   std::size_t events_max, StreamSlice& slice) const {
    const auto missing = [&] {
        return fail(store_errc::corrupt, "version " + std::to_string(after.value + 1) + " of a stream is missing");
    };
    if (entries.empty()) return missing();
    for (const StreamEntry& entry : entries) {
        if (after == slice.version || slice.events.size() == events_max) break;
        auto stored = records_.read(entry, stream);
        if (!stored) return pass_on(stored);
        if (entry.version.value > after.value + 1 || stored->version <= after) return missing();
        add_events(*stored, after, events_max, slice.events);
        after = stored->version;
    }
    return after;
}

}  // namespace hapax::journal
