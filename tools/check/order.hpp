// Order: what one command line of hapax-check asks for.
//
//   auto order = read_order(arguments);       // check_errc::usage
//
// Threads  a value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/error.hpp"
#include "tools/check/generator/generator.hpp"
#include "tools/check/judge.hpp"

namespace hapax::check {

namespace check_errc {
inline constexpr ErrorCode usage{"usage", Handling::park};
}

// Exit codes. A violated check ends with 10 + its number.
inline constexpr int exit_clean = 0;
inline constexpr int exit_self_test_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_input = 3;
inline constexpr int exit_violation = 10;

enum class Verb : std::uint8_t { print_text, judge, generate, self_test };

struct Order {
    Verb verb = Verb::print_text;
    std::string text;                 // of print_text
    std::vector<std::string> files;   // of judge
    std::string report;               // empty: none
    JudgeOptions judging;
    GeneratorOptions generating;
    std::uint64_t seeds = 0;          // of self_test
    bool quiet = false;
};

Result<Order> read_order(const std::vector<std::string>& arguments);

}  // namespace hapax::check
