// One log line: a JSON object that no input can break out of.
//
//   log_line(wall, Level::error, "operation failed", {{"operation", id}})
//   {"time":"2026-03-01T12:00:00.250Z","level":"error","message":"operation failed","operation":"0197…"}
//
// Control characters (line ends, ANSI escapes, C1, DEL), line separators and bytes that are no UTF-8 are escaped, so a
// line is one line in every viewer. A text longer than text_bytes_max is cut and ends in "…".
// Errors   a field named time, level or message is a programmer error (asserts).
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "kernel/time.hpp"
#include "ports/driven/log.hpp"

namespace hapax::json_log {

constexpr std::size_t text_bytes_max = 8192;

std::string log_line(Timestamp wall, Level level, std::string_view message, std::span<const LogField> fields);

// RFC 3339 in UTC with milliseconds.
std::string rfc3339(Timestamp wall);

// The text between the quotes of a JSON string.
std::string escaped(std::string_view text);

std::string_view level_name(Level level);

}  // namespace hapax::json_log
