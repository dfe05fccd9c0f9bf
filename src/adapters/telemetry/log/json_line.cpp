#include "adapters/telemetry/log/json_line.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

#include "kernel/assert.hpp"

namespace hapax::json_log {
namespace {

constexpr std::uint32_t no_character = 0xFFFFFFFF;

struct Character {
    std::uint32_t value;  // no_character when the byte begins no UTF-8 sequence
    std::size_t bytes;
};

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

bool is_shortest_form(std::uint32_t value, std::size_t bytes) {
    static constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value >= smallest[bytes] && value <= 0x10FFFF && !surrogate;
}

Character first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t bytes = sequence_length(lead);
    if (bytes == 1) return {lead, 1};
    if (bytes == 0 || bytes > text.size()) return {no_character, 1};
    std::uint32_t value = lead & (0xFFU >> (bytes + 1));
    for (const char c : text.substr(1, bytes - 1)) {
        if (!is_continuation(c)) return {no_character, 1};
        value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    }
    return is_shortest_form(value, bytes) ? Character{value, bytes} : Character{no_character, 1};
}

bool must_be_escaped(std::uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

void append_code(std::string& out, std::uint32_t c) {
    static constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[(c >> shift) & 0xFU];
}

void append_character(std::string& out, std::string_view bytes, std::uint32_t c) {
    if (c == no_character) {
        out += "\\ufffd";
    } else if (c == '\n') {
        out += "\\n";
    } else if (c == '"' || c == '\\') {
        out.append("\\").append(bytes);
    } else if (must_be_escaped(c)) {
        append_code(out, c);
    } else {
        out += bytes;
    }
}

void append_member(std::string& line, std::string_view name, std::string_view value) {
    if (line.size() > 1) line += ',';
    line.append("\"").append(escaped(name)).append("\":\"").append(escaped(value)).append("\"");
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 8);
    std::size_t at = 0;
    while (at < text.size() && at < text_bytes_max) {
        const Character c = first_character(text.substr(at));
        append_character(out, text.substr(at, c.bytes), c.value);
        at += c.bytes;
    }
    if (at < text.size()) out += "…";
    return out;
}

std::string rfc3339(Timestamp wall) {
    using namespace std::chrono;
    const sys_time<milliseconds> instant{floor<milliseconds>(microseconds(wall.us))};
    const sys_days midnight = floor<days>(instant);
    const year_month_day date(midnight);
    const hh_mm_ss<milliseconds> clock(instant - midnight);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                  clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
    return text.data();
}

std::string_view level_name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "error";
}

std::string log_line(Timestamp wall, Level level, std::string_view message, std::span<const LogField> fields) {
    std::string line = "{";
    append_member(line, "time", rfc3339(wall));
    append_member(line, "level", level_name(level));
    append_member(line, "message", message);
    for (const LogField& field : fields) {
        HAPAX_ASSERT(field.name != "time" && field.name != "level" && field.name != "message",
                     "a log field does not hide a fixed one");
        append_member(line, field.name, field.value);
    }
    return line + "}";
}

}  // namespace hapax::json_log
