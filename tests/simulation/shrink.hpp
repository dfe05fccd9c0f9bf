// Shrink: the fewest faults of a schedule that still make a run fail, by delta debugging.
//
//   const Shrunk shrunk = shrink({0, 1, 2, 3}, [](const FaultList& kept) { return run_fails(kept); }, 300);
//   shrunk.kept;                     // without any one of them it does not fail, unless the runs were used up
//
// Halves are dropped first, then quarters, at last single faults.
// Threads  none of its own.
// Source   Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace hapax::simulated_bank {

using FaultList = std::vector<std::size_t>;  // indices into a schedule

struct Shrunk {
    FaultList kept;
    std::size_t runs = 0;
};

// `faults` is known to fail; it is not run again.
Shrunk shrink(FaultList faults, const std::function<bool(const FaultList& kept)>& fails, std::size_t runs_max);

}  // namespace hapax::simulated_bank
