#include "application/engine/aggregate_loader.hpp"

#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

constexpr std::size_t events_per_read = 1024;

}  // namespace

Result<Loaded> AggregateLoader::load(const AggregateType& type, const StreamId& stream) {
    Loaded loaded;
    loaded.stream = stream;
    loaded.state = type.initial();
    start_from_snapshot(type, loaded);
    if (auto folded = fold_the_rest(type, loaded); !folded) return pass_on(folded);
    return loaded;
}

void AggregateLoader::start_from_snapshot(const AggregateType& type, Loaded& loaded) {
    if (snapshots_ == nullptr) return;
    const auto snapshot = snapshots_->newest(loaded.stream);
    if (!snapshot || !*snapshot || !usable(type, **snapshot)) return;
    auto state = type.restore((*snapshot)->state);
    if (!state) return;
    loaded.state = std::move(*state);
    loaded.version = (*snapshot)->version;
    const auto goes_on = [&] { return *store_.stream_version(loaded.stream) > loaded.version; };
    if (planted(Bug::event_behind_snapshot_skipped) && goes_on()) ++loaded.version.value;
}

bool AggregateLoader::usable(const AggregateType& type, const Snapshot& snapshot) {
    if (snapshot.fold_id != type.fold_id() || snapshot.mark.position > store_.durable()) return false;
    const auto mark = store_.mark(snapshot.mark.position);
    return mark && *mark && **mark == snapshot.mark;
}

Result<void> AggregateLoader::fold_the_rest(const AggregateType& type, Loaded& loaded) {
    while (true) {
        const auto slice = store_.read_stream(loaded.stream, loaded.version, events_per_read);
        if (!slice) return pass_on(slice);
        HAPAX_ASSERT(slice->version >= loaded.version, "a snapshot is not past its stream's end");
        for (const StreamEvent& stored : slice->events) {
            HAPAX_ASSERT(stored.version.value == loaded.version.value + 1, "versions of a stream have no gap");
            const EventView event{stored.event.type, stored.event.schema, stored.event.payload};
            if (auto evolved = type.evolve(*loaded.state, event); !evolved) return evolved;
            loaded.version = stored.version;
        }
        if (loaded.version == slice->version) return {};
        HAPAX_ASSERT(!slice->events.empty(), "a stream that goes on has events to read");
    }
}

}  // namespace hapax
