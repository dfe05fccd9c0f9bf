// Explain: what to do with a seed that failed: which of its faults it takes, and how it is run again.
//
//   explain(42, stderr);
//
// Each try runs in a process of its own, so that a failed assertion is one of many results.
// Threads  none may run besides this one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>

#include "shrink.hpp"

namespace hapax::simulated_bank {

void explain(std::uint64_t seed, std::FILE* out);

// "3,7,12" or "none"; nothing for anything else.
std::optional<FaultList> parse_faults(std::string_view text);

}  // namespace hapax::simulated_bank
