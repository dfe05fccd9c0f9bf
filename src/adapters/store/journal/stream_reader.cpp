#include "adapters/store/journal/stream_reader.hpp"

#include "adapters/store/journal/append_batch.hpp"
#include "codec/stream_hash.hpp"
#include "kernel/assert.hpp"

namespace hapax::journal {
namespace {

constexpr Version any_version{UINT64_MAX};

// The events of the record after a version, as many as still fit.
void add_events(StoredCommit& stored, Version after, std::size_t events_max, std::vector<StreamEvent>& events) {
    std::uint64_t version = stored.version.value - stored.commit.events.size();
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
    const auto last = last_record(index_, records_, stream, hash, any_version);
    if (!last) return pass_on(last);
    return *last ? (*last)->version : Version{};
}

Result<StreamSlice> StreamReader::read(const StreamId& stream, Version after, std::size_t events_max) const {
    const StreamHash hash = stream_hash(stream);
    StreamSlice slice;
    auto record = last_record(index_, records_, stream, hash, any_version);
    if (!record) return pass_on(record);
    if (!*record) return slice;
    slice.version = (*record)->version;
    slice.position = (*record)->position;
    while (after < slice.version && slice.events.size() < events_max) {
        const Version wanted{after.value + 1};
        const Version first{(*record)->version.value - (*record)->commit.events.size() + 1};
        if (wanted < first || wanted > (*record)->version) {
            record = last_record(index_, records_, stream, hash, wanted);
            if (!record) return pass_on(record);
            if (!*record || (*record)->version < wanted) {
                return fail(store_errc::corrupt, "version " + std::to_string(wanted.value) + " of a stream is missing");
            }
        }
        add_events(**record, after, events_max, slice.events);
        after = (*record)->version;
    }
    return slice;
}

}  // namespace hapax::journal
