// Character classes of HTTP as tables, and comparing without case.
//
// Threads  constants and functions of their arguments.
// Source   RFC 9110, section 5.6; RFC 3986, section 2.
#pragma once

#include <array>
#include <string_view>

namespace hapax::http {

class CharacterClass {
 public:
    constexpr CharacterClass(std::string_view members, bool alphanumeric) {
        for (const char c : members) table_[static_cast<unsigned char>(c)] = true;
        for (unsigned c = 0; alphanumeric && c < 128; ++c) {
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) table_[c] = true;
        }
    }
    constexpr bool has(char c) const { return table_[static_cast<unsigned char>(c)]; }
    constexpr bool all(std::string_view text) const {
        for (const char c : text) {
            if (!has(c)) return false;
        }
        return true;
    }

 private:
    std::array<bool, 256> table_{};
};

inline constexpr CharacterClass token_class{"!#$%&'*+-.^_`|~", true};
inline constexpr CharacterClass target_class{"-._~!$&'()*+,;=:@/?%[]", true};
inline constexpr CharacterClass digit_class{"0123456789", false};
inline constexpr CharacterClass hex_class{"0123456789abcdefABCDEF", false};

// What may stand in a field's value: everything but control characters, HTAB excepted.
constexpr bool value_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// `lower_case` is one of our constants.
constexpr bool same_word(std::string_view text, std::string_view lower_case) {
    if (text.size() != lower_case.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (lower(text[i]) != lower_case[i]) return false;
    }
    return true;
}

constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The next element of a comma-separated list, trimmed; `list` is what is left.
constexpr std::string_view next_element(std::string_view& list) {
    const std::size_t comma = list.find(',');
    const std::string_view element = trimmed(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    return element;
}

}  // namespace hapax::http
