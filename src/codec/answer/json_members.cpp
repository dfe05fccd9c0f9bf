#include "codec/answer/json_members.hpp"

#include <array>
#include <charconv>

#include "codec/json_string.hpp"

namespace hapax {
void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

bool valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

void append_comma(std::string& out) {
    if (!out.empty() && out.back() != '{' && out.back() != '[') out += ',';
}

void append_name(std::string& out, std::string_view name) {
    append_comma(out);
    out += '"';
    out += name;
    out += "\":";
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
    append_name(out, name);
    append_json_string(out, text);
}

void append_member(std::string& out, std::string_view name, std::uint64_t number) {
    append_name(out, name);
    append_number(out, number);
}

void append_flag(std::string& out, std::string_view name, bool flag) {
    append_name(out, name);
    out += flag ? "true" : "false";
}

void append_members_of(std::string& out, std::string_view object) {
    if (object.size() <= 2) return;
    append_comma(out);
    out += object.substr(1, object.size() - 2);
}

}  // namespace hapax
