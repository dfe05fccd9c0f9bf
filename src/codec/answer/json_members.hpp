// Members of a JSON object that is written by hand, straight into a string that the caller reuses.
//
//   append_member(out, "position", "17");     // ,"position":"17"   (no comma after an opening brace)
//
// Errors   none; what is no UTF-8 becomes U+FFFD, so the result is always valid JSON.
// Threads  functions of their arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hapax {

void append_number(std::string& out, std::uint64_t number);

bool valid_utf8(std::string_view text);

// `name` is one of ours and needs no escaping. The comma before it is left out after '{' and '['.
void append_name(std::string& out, std::string_view name);
void append_member(std::string& out, std::string_view name, std::string_view text);
void append_member(std::string& out, std::string_view name, std::uint64_t number);
void append_flag(std::string& out, std::string_view name, bool flag);

// The members of `object`, a JSON object's text ("{…}" or empty), added to the object that `out` is writing.
void append_members_of(std::string& out, std::string_view object);

// A comma unless `out` ends with the opening of an object or array.
void append_comma(std::string& out);

}  // namespace hapax
