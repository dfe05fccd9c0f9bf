// Retry-After: how long the target asks to be left alone.
//
//   const Duration wait = retry_after(value, wall);      // "120", or "Sun, 06 Nov 1994 08:49:37 GMT"
//
// Errors   what is neither seconds nor a date of HTTP is zero, and so is a date that is past: the field is an advice.
//          More than a year is a year.
// Threads  a function of its arguments.
// Source   RFC 9110, sections 10.2.3 and 5.6.7.
#pragma once

#include <string_view>

#include "kernel/time.hpp"

namespace hapax::client {

Duration retry_after(std::string_view value, Timestamp wall);

}  // namespace hapax::client
