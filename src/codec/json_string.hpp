// A text as a JSON string, quotes and all, in the form that RFC 8785 asks for.
//
//   append_json_string(out, "a\"b");   // "a\"b" with its escapes
//
// Escapes  only the quote, the backslash and control characters; everything else is written as it is.
// Errors   none: a byte that is no UTF-8 is written as U+FFFD, so that whatever is stored can be read again.
// Threads  any.
// Source   RFC 8785 section 3.2.2.2.
#pragma once

#include <string>
#include <string_view>

namespace hapax {

void append_json_string(std::string& out, std::string_view text);

// The length of the UTF-8 sequence that begins text; 0 = it is not valid UTF-8 there.
std::size_t utf8_sequence(std::string_view text);

}  // namespace hapax
