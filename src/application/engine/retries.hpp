// Retries: operations that wait for their next try, soonest first.
//
//   retries.add(key, runtime.now() + delay);
//   while (auto key = retries.due(runtime.now())) …
//
// Threads  the engine's loop.
#pragma once

#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "kernel/ids.hpp"
#include "kernel/time.hpp"

namespace hapax {

class Retries {
 public:
    void add(const OperationKey& key, Instant at) { waiting_.push({at, key}); }

    std::optional<OperationKey> due(Instant now) {
        if (waiting_.empty() || waiting_.top().first > now) return std::nullopt;
        const OperationKey key = waiting_.top().second;
        waiting_.pop();
        return key;
    }

    Instant next() const { return waiting_.empty() ? never : waiting_.top().first; }

 private:
    using Entry = std::pair<Instant, OperationKey>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> waiting_;
};

}  // namespace hapax
