// Base64url without padding, strictly: one text for each sequence of bytes.
//
//   std::optional<std::string> bytes = from_base64url(part);      // nothing: another character, padding, stray bits
//   std::string text = to_base64url(bytes);
//
// Threads  functions of their arguments.
// Source   RFC 4648, section 5; RFC 7515, section 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hapax::identity {

std::optional<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

}  // namespace hapax::identity
