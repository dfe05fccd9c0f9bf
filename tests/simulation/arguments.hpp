// Arguments of `simulate`.
//
// Errors   nothing: they make no sense; the usage says what would.
// Threads  functions of their arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch.hpp"
#include "explain.hpp"

namespace hapax::simulated_bank {

constexpr unsigned jobs_max = 256;

struct Arguments {
    Batch batch;
    std::string report;               // a file; empty: none
    std::string history;              // a file for hapax-check, of one seed; empty: none
    bool trace = false;               // of one seed
    bool shrink = false;              // one seed
    std::optional<FaultList> faults;  // that are kept of one seed
    bool list = false;                // what each seed drew
    bool hashes = false;              // of each seed
};

std::optional<Arguments> read_arguments(const std::vector<std::string_view>& words);

inline constexpr std::string_view usage =
    "usage: simulate --seeds A..B [--jobs N] [--list | --hashes] [--report FILE]\n"
    "       simulate --seed S [--faults I,J,...|none] [--trace] [--history FILE]\n"
    "       simulate --seed S --shrink\n"
    "A violation names its seed and the fewest faults that it takes: simulate --seed S --faults I,J --trace repeats "
    "it,\n"
    "with every fault, life and log line.\n";

}  // namespace hapax::simulated_bank
