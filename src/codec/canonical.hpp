// Canonical JSON: the one text of a value, whatever spaces, escapes and member order it was sent with.
//
//   std::string same = canonical_json(document.root());   // {"amount":2000}
//
// Integers  those of 64 bits are written exactly, where RFC 8785 would round beyond 2^53: two amounts that differ must
//           never share a fingerprint.
// Threads   any.
// Source    RFC 8785.
#pragma once

#include <string>

#include "codec/json_view.hpp"

namespace hapax {

std::string canonical_json(JsonView value);
void append_canonical(std::string& out, JsonView value);

// The order of member names: by UTF-16 code units, compared without converting.
bool utf16_less(std::string_view a, std::string_view b);

}  // namespace hapax
