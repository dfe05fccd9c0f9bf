// Numbers, sizes and durations as people write them.
//
//   parse_duration("250ms") == 250ms     duration_text(90s) == "90s"
//   parse_bytes("64MiB") == 67108864     bytes_text(1536) == "1536B"
//
// Units    one whole number and one unit, no blanks, no sign; writing takes the largest unit that loses nothing.
// Errors   nothing when the text has another form or does not fit.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/time.hpp"

namespace hapax::configuration {

constexpr Duration forever = Duration::max();

std::optional<std::uint64_t> parse_count(std::string_view text);
std::optional<std::uint64_t> parse_bytes(std::string_view text);  // a bare number is bytes
std::optional<Duration> parse_duration(std::string_view text);    // "forever" is Duration::max()

std::string bytes_text(std::uint64_t bytes);
std::string duration_text(Duration duration);

// A TOML basic string.
std::string quoted(std::string_view text);

}  // namespace hapax::configuration
