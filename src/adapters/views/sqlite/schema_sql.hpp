// Schemas as SQL: names that were checked, statements with parameters, and a schema as text and back.
//
//   if (auto checked = check_schemas(schemas); !checked) return checked;
//   connection.execute(create_table_sql("balances_v1", schema));
//
// Layout
//   folded    <key_column> TEXT PRIMARY KEY, columns…            WITHOUT ROWID: one b-tree, one seek
//   appended  hapax_place INTEGER PRIMARY KEY, columns…          place = position << 16 | event_index: appends go to
//   the
//             right edge of the b-tree, and an index entry is (column, place)
// Errors   bad_schema for a name that is no identifier, is reserved, too long, or used twice.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/driven/views.hpp"

namespace hapax::sqlite {

constexpr std::size_t identifier_size_max = 100;
constexpr int event_index_bits = 16;
constexpr std::uint32_t events_per_record_max = 1u << event_index_bits;
constexpr std::uint64_t appended_position_max = (1ULL << (63 - event_index_bits)) - 1;

Result<void> check_schemas(const std::vector<ViewSchema>& schemas);

// What tells two layouts of one version apart; parse_description() gives back table-less schema parts.
std::string description(const ViewSchema& schema);
std::optional<ViewSchema> parse_description(std::string_view text);

std::int64_t place_of(Position position, std::uint32_t event_index);

std::string in_quotes(std::string_view identifier);
std::string table_name(const ViewSchema& schema);
std::string index_name(const std::string& table, const std::string& column);
std::string create_table_sql(const std::string& table, const ViewSchema& schema);
std::string create_index_sql(const std::string& table, const std::string& column);
std::string create_view_sql(const std::string& table, const ViewSchema& schema);

// Parameters: 1 = key or place, then the columns.
std::string put_sql(const std::string& table, const ViewSchema& schema);
std::string erase_sql(const std::string& table, const ViewSchema& schema);
std::string load_sql(const std::string& table, const ViewSchema& schema);

}  // namespace hapax::sqlite
