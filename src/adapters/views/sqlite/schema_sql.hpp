// Schemas as SQL: statements with parameters, and a schema as text and back. All names were checked before
// (kernel/view_rules.hpp).
//
//   connection.execute(create_table_sql("balances_v1", schema));
//
// Layout
//   folded    <key_column> TEXT PRIMARY KEY, columns…            WITHOUT ROWID: one b-tree, one seek
//   appended  hapax_place INTEGER PRIMARY KEY, columns…          place = position << 16 | event_index: appends go to
//   the
//             right edge of the b-tree, and an index entry is (column, place)
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/view_schema.hpp"

namespace hapax::sqlite {

// What tells two layouts of one version apart; parse_description() gives back table-less schema parts.
std::string description(const ViewSchema& schema);
std::optional<ViewSchema> parse_description(std::string_view text);

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
