// What a view's table looks like, and the values in its rows.
//
// Threads  values.
// Source   ARCHITECTURE.md, sections 6 and 7.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hapax {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row = std::vector<Value>;

enum class ColumnType : std::uint8_t { integer, real, text };

struct Column {
    std::string name;
    ColumnType type = ColumnType::text;
    bool nullable = false;
    friend bool operator==(const Column&, const Column&) = default;
};

enum class RowKind : std::uint8_t { folded, appended };

struct ViewSchema {
    std::string table;
    std::uint32_t version = 1;
    RowKind kind = RowKind::folded;
    std::string key_column;  // of folded rows: the stream's name unless the view has a key function
    std::vector<Column> columns;
    std::vector<std::string> indexes;  // columns with a secondary index
    bool required = true;
    friend bool operator==(const ViewSchema&, const ViewSchema&) = default;
};

}  // namespace hapax
