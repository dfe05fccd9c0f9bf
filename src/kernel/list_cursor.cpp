#include "kernel/list_cursor.hpp"

#include <charconv>

namespace hapax {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

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

std::optional<std::int64_t> parse_place_cursor(std::string_view cursor) {
    if (cursor.size() < 2 || cursor[0] != 'p') return std::nullopt;
    std::int64_t place = 0;
    const char* end = cursor.data() + cursor.size();
    const auto [stop, error] = std::from_chars(cursor.data() + 1, end, place);
    if (error != std::errc() || stop != end || place < 0) return std::nullopt;
    return place;
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
