#include "application/engine/aggregate_cache.hpp"

#include "kernel/assert.hpp"

namespace hapax {
namespace {

constexpr std::size_t entry_overhead_bytes = 256;
constexpr int eviction_steps_max = 64;  // pinned ones are passed over; never walk the whole list

}  // namespace

Loaded* AggregateCache::find(const StreamId& stream) {
    const auto it = by_stream_.find(stream);
    if (it == by_stream_.end()) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, it->second);
    return &*it->second;
}

Loaded& AggregateCache::insert(Loaded loaded) {
    loaded.bytes = entry_overhead_bytes + loaded.state->bytes() + 2 * loaded.stream.key.size();
    bytes_ += loaded.bytes;
    by_use_.push_front(std::move(loaded));
    const auto [it, fresh] = by_stream_.emplace(by_use_.front().stream, by_use_.begin());
    HAPAX_ASSERT(fresh, "an aggregate is loaded once");
    evict();
    return by_use_.front();
}

void AggregateCache::unpin(Loaded& loaded) {
    HAPAX_ASSERT(loaded.in_flight > 0, "only what is in flight lands");
    --loaded.in_flight;
}

void AggregateCache::drop(const StreamId& stream) {
    const auto it = by_stream_.find(stream);
    if (it == by_stream_.end()) return;
    HAPAX_ASSERT(it->second->in_flight == 0, "an aggregate with commits in flight stays");
    bytes_ -= it->second->bytes;
    by_use_.erase(it->second);
    by_stream_.erase(it);
}

void AggregateCache::evict() {
    auto candidate = std::prev(by_use_.end());
    for (int step = 0; bytes_ > bytes_max_ && step < eviction_steps_max && candidate != by_use_.begin(); ++step) {
        const auto next = std::prev(candidate);
        if (candidate->in_flight == 0 && candidate->waiting.empty()) {
            bytes_ -= candidate->bytes;
            by_stream_.erase(candidate->stream);
            by_use_.erase(candidate);
        }
        candidate = next;
    }
}

}  // namespace hapax
