#include "kernel/list_cursor.hpp"

#include <charconv>

namespace hapax {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

// All of the text behind the letter of its kind.
template <class Number>
std::optional<Number> parse_number(char kind, std::string_view cursor) {
    if (cursor.size() < 2 || cursor[0] != kind) return std::nullopt;
    Number number = 0;
    const char* end = cursor.data() + cursor.size();
    const auto [stop, error] = std::from_chars(cursor.data() + 1, end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string cursor_after(std::int64_t place) {
    return "p" + std::to_string(place);
}

std::string cursor_after(std::string_view key) {
    std::string cursor = "k";
    for (const char c : key) {
        const auto byte = static_cast<unsigned char>(c);
        cursor += digits[byte >> 4];
        cursor += digits[byte & 15];
    }
    return cursor;
}

std::string cursor_before(Position position) {
    return "o" + std::to_string(position.value);
}

std::optional<std::int64_t> parse_place_cursor(std::string_view cursor) {
    const auto place = parse_number<std::int64_t>('p', cursor);
    return place && *place >= 0 ? place : std::nullopt;
}

std::optional<Position> parse_position_cursor(std::string_view cursor) {
    const auto position = parse_number<std::uint64_t>('o', cursor);
    return position && *position > 0 ? std::optional(Position{*position}) : std::nullopt;
}

std::optional<std::string> parse_key_cursor(std::string_view cursor) {
    if (cursor.empty() || cursor[0] != 'k' || cursor.size() % 2 == 0) return std::nullopt;
    std::string key;
    for (std::size_t i = 1; i < cursor.size(); i += 2) {
        const std::size_t high = digits.find(cursor[i]);
        const std::size_t low = digits.find(cursor[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        key += static_cast<char>(high << 4 | low);
    }
    return key;
}

}  // namespace hapax
