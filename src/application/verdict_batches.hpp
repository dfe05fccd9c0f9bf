// VerdictBatches: verdicts of one round, grouped by edge, so that each edge is woken once.
//
//   batches.add(waiter, Refused{operation_errc::overloaded, true, {}});
//   batches.flush();
//
// Threads  owned by one loop.
#pragma once

#include <vector>

#include "kernel/assert.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

class VerdictBatches {
 public:
    explicit VerdictBatches(std::vector<Verdicts*> edges) : edges_(std::move(edges)), batches_(edges_.size()) {}

    void add(Waiter waiter, Verdict verdict) {
        HAPAX_ASSERT(waiter.edge < batches_.size(), "a waiter names an edge that does not exist");
        batches_[waiter.edge].push_back({waiter.token, std::move(verdict)});
    }

    void flush() {
        for (std::size_t edge = 0; edge < edges_.size(); ++edge) {
            if (batches_[edge].empty()) continue;
            edges_[edge]->deliver(batches_[edge]);
            batches_[edge].clear();
        }
    }

 private:
    std::vector<Verdicts*> edges_;
    std::vector<std::vector<Delivery>> batches_;
};

}  // namespace hapax
