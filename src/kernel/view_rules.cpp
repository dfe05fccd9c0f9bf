#include "kernel/view_rules.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

using Problem = std::optional<std::string>;

bool is_identifier(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (name.empty() || name.size() > view_name_size_max || !letter(name[0])) return false;
    return std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// Names of ours and of the databases: no view may take them.
bool is_reserved(std::string_view lower) {
    return lower.starts_with("hapax_") || lower.starts_with("sqlite_") || lower.starts_with("pg_");
}

// SQL does not tell upper case from lower case.
std::string lower(std::string_view name) {
    std::string text(name);
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

Problem take(std::set<std::string>& names, const std::string& name, const ViewSchema& schema) {
    const std::string what = "'" + name + "' in view " + schema.table;
    if (!is_identifier(name)) return what + " is no name";
    if (is_reserved(lower(name))) return what + " is a reserved name";
    if (!names.insert(lower(name)).second) return what + " is used twice";
    return std::nullopt;
}

Problem problem_with_columns(const ViewSchema& schema) {
    std::set<std::string> names;
    if (schema.kind == RowKind::appended) names = {"position", "event_index"};
    if (schema.kind == RowKind::folded) {
        if (auto problem = take(names, schema.key_column, schema)) return problem;
    }
    std::set<std::string> columns, indexes;
    for (const Column& column : schema.columns) {
        if (auto problem = take(names, column.name, schema)) return problem;
        columns.insert(column.name);
    }
    for (const std::string& index : schema.indexes) {
        if (!columns.contains(index)) return "'" + index + "' in view " + schema.table + " is no column to index";
        if (auto problem = take(indexes, index, schema)) return problem;
    }
    return std::nullopt;
}

// "balances_v3" beside "balances" would take the name of its third table.
bool is_version_of(const std::string& name, const std::string& table) {
    const std::string stem = lower(table) + "_v";
    return name.starts_with(stem) && name.size() > stem.size() &&
           name.find_first_not_of("0123456789", stem.size()) == std::string::npos;
}

}  // namespace

Problem problem_with(const std::vector<ViewSchema>& schemas) {
    std::set<std::string> tables;
    for (const ViewSchema& schema : schemas) {
        if (auto problem = take(tables, schema.table, schema)) return problem;
        if (auto problem = problem_with_columns(schema)) return problem;
    }
    for (const ViewSchema& schema : schemas) {
        for (const std::string& name : tables) {
            if (is_version_of(name, schema.table)) return "'" + name + "' is the name of a table of " + schema.table;
        }
    }
    return std::nullopt;
}

bool can_stand_in(const ViewSchema& stored, const ViewSchema& wanted) {
    if (stored.kind != wanted.kind) return false;
    return std::all_of(wanted.columns.begin(), wanted.columns.end(), [&](const Column& column) {
        const auto same = std::find_if(stored.columns.begin(), stored.columns.end(),
                                       [&](const Column& old) { return old.name == column.name; });
        if (same == stored.columns.end()) return column.nullable;
        return same->type == column.type && (column.nullable || !same->nullable);
    });
}

bool fits(const Value& value, const Column& column) {
    if (std::holds_alternative<std::monostate>(value)) return column.nullable;
    switch (column.type) {
        case ColumnType::integer:
            return std::holds_alternative<std::int64_t>(value);
        case ColumnType::real:
            return std::holds_alternative<double>(value);
        case ColumnType::text:
            break;
    }
    return std::holds_alternative<std::string>(value);
}

std::int64_t place_of(Position position, std::uint32_t event_index) {
    HAPAX_ASSERT(position.value <= view_position_max, "a position beyond what an appended row can hold");
    HAPAX_ASSERT(event_index < events_per_record_max, "more events in a record than an appended view can tell apart");
    return static_cast<std::int64_t>(position.value << event_index_bits | event_index);
}

}  // namespace hapax
