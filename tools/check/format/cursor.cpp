#include "tools/check/format/cursor.hpp"

#include <cstring>

#include "codec/json_string.hpp"
#include "kernel/assert.hpp"
#include "tools/check/limits.hpp"

namespace hapax::check {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// No control character, no backslash, nothing beyond ASCII. Written so that the compiler makes vector code of it.
bool is_plain(const char* from, const char* to) {
    unsigned char odd = 0;
    for (; from != to; ++from) {
        const auto c = static_cast<unsigned char>(*from);
        odd = static_cast<unsigned char>(odd | (c < 0x20) | (c == '\\') | (c >= 0x80));
    }
    return odd == 0;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            put(0xE0 | code >> 12);
        } else {
            put(0xF0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3F));
        }
        put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

}  // namespace

void Cursor::restart(std::string_view line) {
    HAPAX_ASSERT(line.data()[line.size()] == '\n', "a line is followed by its newline");
    begin_ = at_ = line.data();
    end_ = begin_ + line.size();
    unescaped_.clear();
    problem_.clear();
}

bool Cursor::fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return false;
}

bool Cursor::take(char c) {
    if (take_if(c)) return true;
    return fail(std::string("expected '") + c + "'");
}

bool Cursor::take_if(char c) {
    if (*at_ != c || at_ == end_) return false;
    ++at_;
    return true;
}

void Cursor::skip_blanks() {
    while (*at_ == ' ' || *at_ == '\t') ++at_;
}

bool Cursor::text(std::string_view& out) {
    if (!take_if('"')) return fail("expected a string");
    const char* from = at_;
    const auto* quote = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
    if (quote == nullptr) return fail("a string without its closing quote");
    if (!is_plain(from, quote)) return escaped_text(from, out);
    out = {from, static_cast<std::size_t>(quote - from)};
    at_ = quote + 1;
    return true;
}

bool Cursor::escaped_text(const char* from, std::string_view& out) {
    std::string& made = unescaped_.emplace_back();
    at_ = from;
    while (*at_ != '"') {
        const std::string_view rest{at_, static_cast<std::size_t>(end_ - at_)};
        if (rest.empty()) return fail("a string without its closing quote");
        if (static_cast<unsigned char>(rest.front()) < 0x20) return fail("a control character in a string");
        if (rest.front() == '\\') {
            if (!escape(made)) return false;
            continue;
        }
        const std::size_t bytes = utf8_sequence(rest);
        if (bytes == 0) return fail("bytes that are no UTF-8");
        made.append(rest.substr(0, bytes));
        at_ += bytes;
    }
    ++at_;
    out = made;
    return true;
}

bool Cursor::escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meaning = "\"\\/\b\f\n\r\t";
    ++at_;
    if (*at_ == 'u') return unicode_escape(out);
    const std::size_t found = letters.find(*at_);
    if (found == std::string_view::npos) return fail("an escape that JSON does not have");
    out += meaning[found];
    ++at_;
    return true;
}

bool Cursor::four_hex(std::uint32_t& out) {
    ++at_;  // the u
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        const int value = hex_value(*at_);
        if (value < 0) return fail("four hexadecimal digits belong after \\u");
        out = out << 4 | static_cast<std::uint32_t>(value);
    }
    return true;
}

bool Cursor::unicode_escape(std::string& out) {
    std::uint32_t code = 0;
    if (!four_hex(code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
        std::uint32_t low = 0;
        if (!take_if('\\') || *at_ != 'u') return fail("half of a surrogate pair");
        if (!four_hex(low)) return false;
        if (low < 0xDC00 || low > 0xDFFF) return fail("half of a surrogate pair");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
        return fail("half of a surrogate pair");
    }
    append_utf8(out, code);
    return true;
}

bool Cursor::integer(std::int64_t& out) {
    bool whole = false;
    const char* from = at_;
    if (!integer_if_whole(out, whole)) return false;
    if (whole) return true;
    at_ = from;
    return fail("expected a whole number of at most 64 bits");
}

bool Cursor::integer_if_whole(std::int64_t& out, bool& whole) {
    const char* from = at_;
    const bool negative = *at_ == '-';
    const char* digit = at_ + (negative ? 1 : 0);
    std::uint64_t value = 0;
    const char* first = digit;
    while (is_digit(*digit) && digit - first < 18) value = value * 10 + static_cast<std::uint64_t>(*digit++ - '0');
    bool overflow = false;
    while (is_digit(*digit)) {
        const auto next = static_cast<std::uint64_t>(*digit++ - '0');
        overflow = overflow || value > (UINT64_MAX - next) / 10;
        value = value * 10 + next;
    }
    const std::uint64_t most = static_cast<std::uint64_t>(INT64_MAX) + (negative ? 1 : 0);
    at_ = from;
    if (!skip_number()) return false;
    whole = at_ == digit && !overflow && value <= most;
    out = static_cast<std::int64_t>(negative ? 0 - value : value);
    return true;
}

bool Cursor::skip_number() {
    const auto digits = [&] {
        const char* from = at_;
        while (is_digit(*at_)) ++at_;
        return at_ != from;
    };
    take_if('-');
    const char* first = at_;
    if (!digits()) return fail("expected a number");
    if (*first == '0' && at_ - first > 1) return fail("a number with a leading zero");
    if (take_if('.') && !digits()) return fail("digits belong after the point");
    if (*at_ == 'e' || *at_ == 'E') {
        ++at_;
        if (*at_ == '+' || *at_ == '-') ++at_;
        if (!digits()) return fail("digits belong in the exponent");
    }
    return true;
}

bool Cursor::digits(std::int64_t& out) {
    const char* from = at_;
    const bool as_text = take_if('"');
    if (!integer(out)) return false;
    if (as_text && !take('"')) return false;
    if (out >= 0) return true;
    at_ = from;
    return fail("expected a number that is not negative");
}

bool Cursor::hash(std::uint64_t& out) {
    const char* from = at_;
    std::string_view digits;
    if (!text(digits)) return false;
    out = 0;
    bool good = digits.size() >= 16 && digits.size() <= 64;
    for (std::size_t i = 0; good && i < digits.size(); ++i) {
        const int value = hex_value(digits[i]);
        good = value >= 0;
        if (i < 16) out = out << 4 | static_cast<std::uint64_t>(value);
    }
    if (good) return true;
    at_ = from;
    return fail("expected a hash: 16 to 64 hexadecimal digits");
}

bool Cursor::literal(std::string_view word) {
    const std::string_view rest{at_, static_cast<std::size_t>(end_ - at_)};
    if (!rest.starts_with(word)) return false;
    at_ += word.size();
    return true;
}

bool Cursor::flag(bool& out) {
    out = *at_ == 't';
    return literal(out ? "true" : "false") || fail("expected true or false");
}

bool Cursor::skip_value(unsigned depth) {
    if (depth > line_depth_max) return fail("nested deeper than " + std::to_string(line_depth_max));
    std::string_view ignored;
    switch (*at_) {
        case '"':
            return text(ignored);
        case '{':
            return skip_container('}', true, depth);
        case '[':
            return skip_container(']', false, depth);
        default:
            return literal("true") || literal("false") || literal("null") || skip_number();
    }
}

bool Cursor::skip_container(char close, bool named, unsigned depth) {
    ++at_;
    skip_blanks();
    if (take_if(close)) return true;
    std::string_view name;
    do {
        skip_blanks();
        if (named) {
            if (!text(name)) return false;
            skip_blanks();
            if (!take(':')) return false;
            skip_blanks();
        }
        if (!skip_value(depth + 1)) return false;
        skip_blanks();
    } while (take_if(','));
    return take(close);
}

}  // namespace hapax::check
