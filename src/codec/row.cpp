#include "codec/row.hpp"

#include <algorithm>
#include <cmath>

namespace hapax {
namespace {

void append_value(std::string& out, const Value& value) {
    const auto* real = std::get_if<double>(&value);
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        append_json_integer(out, *integer);
    else if (real != nullptr && std::isfinite(*real))
        append_json_number(out, *real);
    else if (const auto* text = std::get_if<std::string>(&value))
        append_json_string(out, *text);
    else
        out += "null";
}

}  // namespace

void append_stored_row(std::string& out, const std::vector<Column>& columns, const Row& row, bool first) {
    for (std::size_t i = 0; i < std::min(columns.size(), row.size()); ++i) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, columns[i].name);
        out += ':';
        append_value(out, row[i]);
    }
}

}  // namespace hapax
