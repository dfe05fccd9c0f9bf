#include "codec/json_string.hpp"

namespace hapax {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool plain(unsigned char c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

void append_escape(std::string& out, unsigned char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\r':
            out += "\\r";
            return;
        default:
            out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
    }
}

bool continues(std::string_view text, std::size_t i, unsigned low, unsigned high) {
    if (i >= text.size()) return false;
    const auto c = static_cast<unsigned char>(text[i]);
    return c >= low && c <= high;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
unsigned second_low(unsigned lead) {
    return lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
}
unsigned second_high(unsigned lead) {
    return lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
    if (text.empty()) return 0;
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!continues(text, 1, second_low(lead), second_high(lead))) return 0;
    for (std::size_t i = 2; i < size; ++i) {
        if (!continues(text, i, 0x80, 0xBF)) return 0;
    }
    return size;
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t begin = 0;
    std::size_t i = 0;
    while (i < text.size()) {
        const auto c = static_cast<unsigned char>(text[i]);
        const std::size_t size = plain(c) ? 1 : c < 0x80 ? 0 : utf8_sequence(text.substr(i));
        if (size != 0) {
            i += size;
            continue;
        }
        out.append(text, begin, i - begin);
        if (c < 0x80)
            append_escape(out, c);
        else
            out += replacement;
        begin = ++i;
    }
    out.append(text, begin, text.size() - begin).append("\"");
}

}  // namespace hapax
