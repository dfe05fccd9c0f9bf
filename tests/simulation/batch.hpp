// Batch: many seeds in several threads, and what they met together.
//
//   const BatchReport batch = run_batch({.first = 1, .last = 1000, .jobs = 2}, [](const RunReport&) {});
//
// Reports come in the order of the seeds. Every repeat_every-th seed runs twice and must end with the same hash.
// Errors   FailedSeed of the first seed that has a violation, with the seed and all that was drawn. An assertion that
//          fails names its seed as well, and ends the program.
// Threads  `each` is called by the thread that runs the batch.
#pragma once

#include <functional>

#include "run.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {

constexpr std::uint64_t repeat_every = 100;

struct Batch {
    std::uint64_t first = 1;
    std::uint64_t last = 1;
    unsigned jobs = 1;
};

struct BatchReport {
    std::uint64_t runs = 0;
    std::uint64_t repeated = 0;
    std::uint64_t lives = 0;
    std::uint64_t operations = 0;
    std::uint64_t attempts = 0;
    std::uint64_t records = 0;
    std::uint64_t switches = 0;
    Duration simulated{0};
    world::Reached reached;
};

BatchReport run_batch(const Batch& batch, const std::function<void(const RunReport&)>& each = {});

class FailedSeed : public Violation {
 public:
    FailedSeed(std::uint64_t failed, const std::string& text) : Violation(text), seed(failed) {}
    const std::uint64_t seed;
};

// One run; throws Violation.
RunReport run_seed(std::uint64_t seed, const RunSettings& settings = {});

}  // namespace hapax::simulated_bank
