// Described structs as rows of a view: the columns of a type, a value as a row, and back.
//
//   std::vector<Column> columns = row_columns<Movement>();
//   Row row = to_row(movement);   bool same_columns = from_row(row, movement);
//
// Forms    booleans, integers and what travels as one: integer. Floating point: real. Texts, ids, times, enums: text as
//          in JSON. Position and Version: integer, so that SQL can compare them. std::optional: NULL when empty.
//          Lists, maps and described members: their JSON as text.
// Errors   from_row() answers false when the row is not of these columns; append_stored_row() shows any row as it is.
// Threads  any.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "codec/json_document.hpp"
#include "codec/json_read.hpp"
#include "codec/json_write.hpp"
#include "kernel/assert.hpp"
#include "kernel/view_schema.hpp"

namespace hapax {

template <class T>
concept RowNumber = std::same_as<T, Position> || std::same_as<T, Version>;

template <class T>
consteval ColumnType column_type() {
    if constexpr (std::same_as<T, bool> || JsonInteger<T> || RowNumber<T>)
        return ColumnType::integer;
    else if constexpr (std::floating_point<T>)
        return ColumnType::real;
    else if constexpr (JsonWrapped<T>)
        return column_type<std::remove_cvref_t<decltype(T::value)>>();
    else if constexpr (JsonOptional<T>)
        return column_type<typename T::value_type>();
    else
        return ColumnType::text;
}

template <Described T>
std::vector<Column> row_columns() {
    std::vector<Column> columns;
    columns.reserve(member_count<T>);
    for_each_member<T>([&](auto d) {
        using M = MemberType<T, decltype(d)>;
        columns.push_back({d.name, column_type<M>(), JsonOptional<M>});
    });
    return columns;
}

namespace detail {

template <class T>
std::int64_t row_integer(T value) {
    HAPAX_ASSERT(std::in_range<std::int64_t>(value), "a number is too large for a column");
    return static_cast<std::int64_t>(value);
}

template <class T>
Value to_value(const T& member) {
    if constexpr (std::same_as<T, bool>)
        return std::int64_t{member};
    else if constexpr (JsonInteger<T>)
        return row_integer(member);
    else if constexpr (RowNumber<T>)
        return row_integer(member.value);
    else if constexpr (std::floating_point<T>)
        return static_cast<double>(member);
    else if constexpr (std::same_as<T, std::string>)
        return member;
    else if constexpr (JsonWrapped<T>)
        return to_value(member.value);
    else if constexpr (JsonOptional<T>)
        return member ? to_value(*member) : Value{};
    else if constexpr (JsonTextual<T>) {
        std::string text;
        JsonText<T>::append(text, member);
        return text;
    } else if constexpr (JsonEnum<T>) {
        const char* name = boost::describe::enum_to_string(member, nullptr);
        HAPAX_ASSERT(name != nullptr, "an enum holds a value that has no name");
        return std::string(name);
    } else {
        return to_json(member);
    }
}

template <class T>
bool from_json_text(const std::string& text, T& member) {
    JsonDocument document;
    JsonReader reader(Reading::tolerant);
    return !document.parse(text) && read_json(reader, document.root(), member);
}

template <class T>
bool from_integer(std::int64_t value, T& member) {
    if constexpr (std::same_as<T, bool>) {
        member = value != 0;
    } else {
        if (!std::in_range<T>(value)) return false;
        member = static_cast<T>(value);
    }
    return true;
}

template <class T>
bool from_text(const std::string& text, T& member) {
    if constexpr (std::same_as<T, std::string>) {
        member = text;
        return true;
    } else if constexpr (JsonTextual<T>) {
        auto parsed = JsonText<T>::parse(text);
        if (parsed) member = std::move(*parsed);
        return parsed.has_value();
    } else if constexpr (JsonEnum<T>) {
        return boost::describe::enum_from_string(text.c_str(), member);
    } else {
        return from_json_text(text, member);
    }
}

template <class T>
bool from_value(const Value& value, T& member) {
    if constexpr (JsonOptional<T>) {
        member.reset();
        return std::holds_alternative<std::monostate>(value) || from_value(value, member.emplace());
    } else if constexpr (RowNumber<T> || (JsonWrapped<T> && !JsonTextual<T>)) {
        return from_value(value, member.value);
    } else if constexpr (std::same_as<T, bool> || JsonInteger<T>) {
        const auto* integer = std::get_if<std::int64_t>(&value);
        return integer != nullptr && from_integer(*integer, member);
    } else if constexpr (std::floating_point<T>) {
        const auto* real = std::get_if<double>(&value);
        if (real != nullptr) member = static_cast<T>(*real);
        return real != nullptr;
    } else {
        const auto* text = std::get_if<std::string>(&value);
        return text != nullptr && from_text(*text, member);
    }
}

}  // namespace detail

template <Described T>
Row to_row(const T& value) {
    Row row;
    row.reserve(member_count<T>);
    for_each_member<T>([&](auto d) { row.push_back(detail::to_value(value.*d.pointer)); });
    return row;
}

// The members of a row as the table has them, for a row that from_row() refused.
void append_stored_row(std::string& out, const std::vector<Column>& columns, const Row& row, bool first);

template <Described T>
bool from_row(const Row& row, T& value) {
    if (row.size() != member_count<T>) return false;
    bool good = true;
    std::size_t column = 0;
    for_each_member<T>([&](auto d) { good = detail::from_value(row[column++], value.*d.pointer) && good; });
    return good;
}

}  // namespace hapax
