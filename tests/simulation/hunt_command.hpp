// The part of `simulate` that hunts planted bugs, in a build that has them.
//
//   simulate --plants                            their names, and what each does wrong
//   simulate --plant NAME [--seeds A..B]         runs seeds until one finds it; of 1..2000 unless told
//   simulate --plant all [--jobs N] [--report F] hunts all of them, and once with nothing planted
//   simulate --plant NAME --seed S [--trace]     one seed with the bug in it: how a finding is looked at
//   simulate --plant NAME --seed S --history F   what its clients saw, and the end, for hapax-check
//
// Exit code 0: each bug was found, and nothing was found where none is planted. 1: not so. 2: bad arguments.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace hapax::simulated_bank {

// The exit code; nothing when the words (less those that were taken) are for the usual runs.
std::optional<int> hunt_command(std::vector<std::string_view>& words);

}  // namespace hapax::simulated_bank
