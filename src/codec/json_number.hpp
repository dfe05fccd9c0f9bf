// Numbers as ECMAScript writes them, the form that RFC 8785 asks for: 1, 0.1, 1e+21, 5e-324; never -0.
//
//   append_json_number(out, 333333333.33333329);   // 333333333.3333333
//
// Errors   a number that is not finite is a programmer error (asserts): JSON has no word for it.
// Threads  any.
// Source   RFC 8785 section 3.2.2.3; ECMA-262 Number::toString.
#pragma once

#include <charconv>
#include <concepts>
#include <string>

namespace hapax {

void append_json_number(std::string& out, double value);

template <std::integral T>
void append_json_integer(std::string& out, T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace hapax
