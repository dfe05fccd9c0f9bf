// AggregateLoader: folds an aggregate from its newest usable snapshot and the events after it.
//
//   Result<Loaded> account = loader.load(type, {"account", "42"});
//
// A snapshot is used only if its fold is the code's, its mark is the journal's and it is not past the stream's end;
// otherwise it is ignored: it costs time, never truth.
// Errors   store errors (retry), model_errc for an event that cannot be read.
// Threads  the engine's loop; blocks on the store.
#pragma once

#include "application/engine/aggregate_cache.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/snapshots.hpp"

namespace hapax {

class AggregateLoader {
 public:
    AggregateLoader(EventStore& store, Snapshots* snapshots) : store_(store), snapshots_(snapshots) {}
    Result<Loaded> load(const AggregateType& type, const StreamId& stream);

 private:
    void start_from_snapshot(const AggregateType& type, Loaded& loaded);
    bool usable(const AggregateType& type, const Snapshot& snapshot);
    Result<void> fold_the_rest(const AggregateType& type, Loaded& loaded);

    EventStore& store_;
    Snapshots* snapshots_;  // may be null
};

}  // namespace hapax
