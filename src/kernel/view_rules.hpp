// Rules about views that every adapter shares: names that every database takes, which old version may stand in for a
// new one, and the order of appended rows as one number.
//
//   if (auto problem = problem_with(schemas)) return fail(views_errc::bad_schema, *problem);
//
// Threads  pure functions.
// Source   ARCHITECTURE.md, section 6; ports/driven/views.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/ids.hpp"
#include "kernel/view_schema.hpp"

namespace hapax {

constexpr std::size_t view_name_size_max = 48;  // a table's, a column's; index names put two together
constexpr int event_index_bits = 16;
constexpr std::uint32_t events_per_record_max = 1u << event_index_bits;
constexpr std::uint64_t view_position_max = (1ULL << (63 - event_index_bits)) - 1;

// A sentence when a name is no identifier, is reserved, too long, used twice, or an index has no column.
std::optional<std::string> problem_with(const std::vector<ViewSchema>& schemas);

// May a table made as `stored` answer readers who want `wanted`? Only when every column that they want is there with
// its type, or may be NULL: anything else would be invented.
bool can_stand_in(const ViewSchema& stored, const ViewSchema& wanted);

bool fits(const Value& value, const Column& column);

// (position, event_index) as one number in the same order.
std::int64_t place_of(Position position, std::uint32_t event_index);

}  // namespace hapax
