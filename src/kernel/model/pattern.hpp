// Patterns of addresses: "/accounts/{account}/withdrawals/{operation}".
//
//   if (auto why = pattern_fault(pattern)) …              // a sentence, or nothing when it is well formed
//   pattern_names("/accounts/{account}")                   // {"account"}
//   pattern_shape("/accounts/{account}")                   // "/accounts/{}": equal shapes match the same addresses
//
// Syntax   "/" and segments between slashes; a segment is a literal of letters, digits and "-._~", or a name in braces:
//          a lower-case letter, then lower-case letters, digits and underscores. No name twice, no slash at the end.
// Threads  any.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hapax {

inline constexpr std::size_t pattern_segments_max = 16;

std::vector<std::string_view> pattern_segments(std::string_view pattern);
std::vector<std::string_view> pattern_names(std::string_view pattern);
std::optional<std::string> pattern_fault(std::string_view pattern);
std::string pattern_shape(std::string_view pattern);

}  // namespace hapax
