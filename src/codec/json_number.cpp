#include "codec/json_number.hpp"

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

// value = 0.d1d2d3… × 10^point
struct Digits {
    std::string digits;
    int point = 0;
};

Digits shortest(double value) {
    char text[32] = {};  // zeros end the exponent
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
    const std::string_view whole(text, static_cast<std::size_t>(end - text));
    const std::size_t e = whole.find('e');
    Digits out;
    for (const char c : whole.substr(0, e)) {
        if (c != '.') out.digits += c;
    }
    out.point = std::atoi(text + e + 1) + 1;
    return out;
}

void append_exponential(std::string& out, const Digits& d) {
    out += d.digits[0];
    if (d.digits.size() > 1) out.append(".").append(d.digits, 1);
    out += d.point > 0 ? "e+" : "e-";
    append_json_integer(out, std::abs(d.point - 1));
}

}  // namespace

void append_json_number(std::string& out, double value) {
    HAPAX_ASSERT(std::isfinite(value), "a number that is not finite cannot be written as JSON");
    if (value == 0) {
        out += '0';
        return;
    }
    if (value < 0) out += '-';
    const Digits d = shortest(std::abs(value));
    const int count = static_cast<int>(d.digits.size());
    constexpr int plain_digits_max = 21;
    if (d.point > plain_digits_max || d.point <= -6) {
        append_exponential(out, d);
    } else if (d.point >= count) {
        out.append(d.digits).append(static_cast<std::size_t>(d.point - count), '0');
    } else if (d.point > 0) {
        const auto point = static_cast<std::size_t>(d.point);
        out.append(d.digits, 0, point).append(".").append(d.digits, point);
    } else {
        out.append("0.").append(static_cast<std::size_t>(-d.point), '0').append(d.digits);
    }
}

}  // namespace hapax
