// Timestamp as RFC 3339 text, in UTC with microseconds: 2026-11-22T10:28:15.000123Z
//
//   append_rfc3339(out, timestamp);   std::optional<Timestamp> t = parse_rfc3339("2026-11-22T10:28:15Z");
//
// Range    years 0000 to 9999; a Timestamp outside them is a programmer error (asserts).
// Errors   parse answers nothing unless the text is RFC 3339 with at most 6 digits of fraction; offsets are taken, leap
//          seconds are not.
// Threads  any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/time.hpp"

namespace hapax {

void append_rfc3339(std::string& out, Timestamp time);
std::string rfc3339(Timestamp time);
std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace hapax
