// One run of the simulated bank: warm-up and chaos, heal, liveness, checks.
//
//   const RunReport report = run_bank(42);                  // throws Violation: what it was, seed, hash, options
//   run_bank(42, {.faults = {{3, 7}}});                     // of the seed's faults only those
//   report.hash;                                            // equal for equal seeds
//
// Threads  any number, each its own runs.
#pragma once

#include <cstdint>
#include <string>

#include "world/world.hpp"

namespace hapax::simulated_bank {

struct RunReport {
    std::uint64_t seed = 0;
    std::uint64_t hash = 0;
    std::uint64_t switches = 0;
    std::uint64_t lives = 0;
    std::uint64_t operations = 0;
    std::uint64_t attempts = 0;
    std::uint64_t records = 0;
    Duration simulated{0};
    world::Reached reached;
};

struct Evidence;

struct RunSettings {
    world::Trace trace{};
    std::optional<std::vector<std::size_t>> faults{};  // indices of those that are kept; nothing: all of them
    std::function<void(const Evidence&)> look{};       // at what the checks are about to judge
};

RunReport run_bank(std::uint64_t seed, const RunSettings& settings = {});
std::string options_of(std::uint64_t seed);
world::Schedule schedule_of(std::uint64_t seed);

}  // namespace hapax::simulated_bank
