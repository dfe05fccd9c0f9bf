#include "adapters/views/sqlite/schema_sql.hpp"

#include <sstream>

#include "kernel/view_rules.hpp"

namespace hapax::sqlite {
namespace {

const char* sql_type(ColumnType type) {
    switch (type) {
        case ColumnType::integer:
            return "INTEGER";
        case ColumnType::real:
            return "REAL";
        case ColumnType::text:
            break;
    }
    return "TEXT";
}

const char* const place = "hapax_place";

std::string key_name(const ViewSchema& schema) {
    return schema.kind == RowKind::folded ? in_quotes(schema.key_column) : place;
}

std::string column_list(const ViewSchema& schema) {
    std::string list;
    for (const Column& column : schema.columns) list += (list.empty() ? "" : ", ") + in_quotes(column.name);
    return list.empty() ? "1" : list;
}

std::optional<ColumnType> parse_type(const std::string& text) {
    for (const ColumnType type : {ColumnType::integer, ColumnType::real, ColumnType::text}) {
        if (text == sql_type(type)) return type;
    }
    return std::nullopt;
}

bool parse_line(const std::string& line, ViewSchema& schema) {
    std::istringstream in(line);
    std::string what, name, type, nullable;
    in >> what >> name >> type >> nullable;
    if (what == "key") {
        schema.kind = RowKind::folded;
        schema.key_column = name;
    } else if (what == "appended") {
        schema.kind = RowKind::appended;
    } else if (what == "index") {
        schema.indexes.push_back(name);
    } else if (what == "column" && parse_type(type)) {
        schema.columns.push_back({name, *parse_type(type), nullable == "nullable"});
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::string description(const ViewSchema& schema) {
    std::string text = schema.kind == RowKind::folded ? "key " + schema.key_column + "\n" : "appended\n";
    for (const Column& column : schema.columns) {
        text += "column " + column.name + " " + sql_type(column.type) + (column.nullable ? " nullable\n" : "\n");
    }
    for (const std::string& index : schema.indexes) text += "index " + index + "\n";
    return text;
}

std::optional<ViewSchema> parse_description(std::string_view text) {
    ViewSchema schema;
    std::istringstream in{std::string(text)};
    for (std::string line; std::getline(in, line);) {
        if (!parse_line(line, schema)) return std::nullopt;
    }
    return schema;
}

// Only checked identifiers come here; the quotes are for words that SQL keeps for itself.
std::string in_quotes(std::string_view identifier) {
    return '"' + std::string(identifier) + '"';
}

std::string table_name(const ViewSchema& schema) {
    return schema.table + "_v" + std::to_string(schema.version);
}

std::string index_name(const std::string& table, const std::string& column) {
    return "hapax_" + table + "_by_" + column;
}

std::string create_table_sql(const std::string& table, const ViewSchema& schema) {
    const bool folded = schema.kind == RowKind::folded;
    std::string sql = "CREATE TABLE " + in_quotes(table) + " (" + key_name(schema) +
                      (folded ? " TEXT NOT NULL PRIMARY KEY" : " INTEGER PRIMARY KEY");
    for (const Column& column : schema.columns) {
        sql += ", " + in_quotes(column.name) + " " + sql_type(column.type);
        // A real may be NaN, which SQLite can only keep as NULL.
        if (!column.nullable && column.type != ColumnType::real) sql += " NOT NULL";
    }
    return sql + (folded ? ") WITHOUT ROWID" : ")");
}

std::string create_index_sql(const std::string& table, const std::string& column) {
    return "CREATE INDEX IF NOT EXISTS " + in_quotes(index_name(table, column)) + " ON " + in_quotes(table) + " (" +
           in_quotes(column) + ")";
}

std::string create_view_sql(const std::string& table, const ViewSchema& schema) {
    std::string sql = "CREATE VIEW " + in_quotes(schema.table) + " AS SELECT ";
    if (schema.kind == RowKind::folded) {
        sql += in_quotes(schema.key_column);
    } else {
        const std::string bits = std::to_string(event_index_bits);
        const std::string mask = std::to_string(events_per_record_max - 1);
        sql += std::string(place) + " >> " + bits + " AS position, " + place + " & " + mask + " AS event_index";
    }
    for (const Column& column : schema.columns) sql += ", " + in_quotes(column.name);
    return sql + " FROM " + in_quotes(table);
}

std::string put_sql(const std::string& table, const ViewSchema& schema) {
    std::string names = key_name(schema), values = "?1", updates;
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
        const std::string name = in_quotes(schema.columns[i].name);
        names += ", " + name;
        values += ", ?" + std::to_string(i + 2);
        updates += (updates.empty() ? "" : ", ") + name + " = excluded." + name;
    }
    const std::string sql = "INSERT INTO " + in_quotes(table) + " (" + names + ") VALUES (" + values + ")";
    if (schema.kind == RowKind::appended) return sql;
    return sql + " ON CONFLICT (" + key_name(schema) + ") DO " +
           (updates.empty() ? "NOTHING" : "UPDATE SET " + updates);
}

std::string erase_sql(const std::string& table, const ViewSchema& schema) {
    return "DELETE FROM " + in_quotes(table) + " WHERE " + key_name(schema) + " = ?1";
}

std::string load_sql(const std::string& table, const ViewSchema& schema) {
    return "SELECT " + column_list(schema) + " FROM " + in_quotes(table) + " WHERE " + key_name(schema) + " = ?1";
}

}  // namespace hapax::sqlite
