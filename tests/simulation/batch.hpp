// Batch: many seeds one after another, and what they met together.
//
//   const BatchReport batch = run_batch(1, 1000, [](const RunReport&) {});
//
// Errors   Violation, with the seed and all that was drawn in front. An assertion that fails names its seed as well.
// Threads  one.
#pragma once

#include <functional>

#include "run.hpp"

namespace hapax::simulated_bank {

struct BatchReport {
    std::uint64_t runs = 0;
    std::uint64_t lives = 0;
    std::uint64_t attempts = 0;
    std::uint64_t records = 0;
    std::uint64_t switches = 0;
    Duration simulated{0};
    world::Reached reached;
};

BatchReport run_batch(std::uint64_t first, std::uint64_t last, const std::function<void(const RunReport&)>& each = {});

// One run; a violation names its seed.
RunReport run_seed(std::uint64_t seed, const RunSettings& settings = {});

}  // namespace hapax::simulated_bank
