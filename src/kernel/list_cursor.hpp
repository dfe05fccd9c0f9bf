// List cursors: where a list of a view goes on, as text that survives a URL. Opaque to clients.
//
//   appended  p<place in decimal>        folded  k<key in hexadecimal>       own operations  o<position in decimal>
//
// A place is one number for (position, event_index), in the same order.
//
// Errors   parsing gives nothing for text that no page ever gave.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/ids.hpp"

namespace hapax {

std::string cursor_after(std::int64_t place);
std::string cursor_after(std::string_view key);
std::string cursor_before(Position position);
std::optional<std::int64_t> parse_place_cursor(std::string_view cursor);
std::optional<std::string> parse_key_cursor(std::string_view cursor);
std::optional<Position> parse_position_cursor(std::string_view cursor);

}  // namespace hapax
