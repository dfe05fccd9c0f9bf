// AggregateCache: loaded aggregates, bounded by bytes, the least recently used leave first.
//
//   if (Loaded* account = cache.find(stream)) …
//   cache.pin(*account);      // a commit of it is on its way to the disk
//   cache.unpin(*account);
//
// Invariants
//   1. A pinned aggregate is never evicted: its state is ahead of the journal, a reload would miss what is in flight.
//   2. A stale one (its state is worthless: user code threw half-way, or the store refused a commit) is dropped as soon
//      as nothing of it is in flight; operations that need it wait in `waiting`.
// Units    bytes as AggregateState::bytes() estimates them; the limit may be passed by what is pinned.
// Threads  owned by the engine's loop.
#pragma once

#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "kernel/model/aggregate_type.hpp"

namespace hapax {

struct Loaded {
    StreamId stream;
    std::unique_ptr<AggregateState> state;
    Version version;  // speculative: of the last decision, durable or not
    std::uint32_t in_flight = 0;
    bool stale = false;
    std::vector<OperationKey> waiting;
    std::size_t bytes = 0;
};

class AggregateCache {
 public:
    explicit AggregateCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    Loaded* find(const StreamId& stream);  // marks it as used
    Loaded& insert(Loaded loaded);
    void pin(Loaded& loaded) { ++loaded.in_flight; }
    void unpin(Loaded& loaded);
    void drop(const StreamId& stream);  // must not be pinned

    std::size_t bytes() const { return bytes_; }
    std::size_t size() const { return by_stream_.size(); }

 private:
    void evict();

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::list<Loaded> by_use_;  // most recent first
    std::unordered_map<StreamId, std::list<Loaded>::iterator> by_stream_;
};

}  // namespace hapax
