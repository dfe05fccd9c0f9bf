// A time as the Date field has it.
//
//   append_http_date(out, at);   // Sun, 01 Jun 2025 12:00:00 GMT
//
// Units    UTC; years 0000 to 9999, beyond them the nearest end.
// Threads  a function of its arguments.
// Source   RFC 9110, section 5.6.7.
#pragma once

#include <string>

#include "kernel/time.hpp"

namespace hapax::http {

void append_http_date(std::string& out, Timestamp at);

}  // namespace hapax::http
