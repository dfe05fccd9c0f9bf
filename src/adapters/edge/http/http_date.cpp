#include "adapters/edge/http/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace hapax::http {
namespace {

using Microseconds = std::chrono::microseconds;
using Moment = std::chrono::sys_time<Microseconds>;

constexpr Moment earliest{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
constexpr Moment latest{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + std::chrono::days{1} -
                        Microseconds{1}};

struct Civil {
    std::chrono::year_month_day date;
    std::chrono::weekday weekday;
    std::chrono::hh_mm_ss<Microseconds> time;
};

Civil civil(Timestamp at) {
    const Moment instant = std::clamp(Moment{Microseconds{at.us}}, earliest, latest);
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    return {std::chrono::year_month_day{day}, std::chrono::weekday{day}, std::chrono::hh_mm_ss{instant - day}};
}

void append_digits(std::string& out, std::uint64_t number, int width) {
    std::array<char, 8> digits;
    for (int i = width; i-- > 0; number /= 10) {
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
    }
    out.append(digits.data(), static_cast<std::size_t>(width));
}

void append_clock(std::string& out, const std::chrono::hh_mm_ss<Microseconds>& time) {
    append_digits(out, static_cast<std::uint64_t>(time.hours().count()), 2);
    out += ':';
    append_digits(out, static_cast<std::uint64_t>(time.minutes().count()), 2);
    out += ':';
    append_digits(out, static_cast<std::uint64_t>(time.seconds().count()), 2);
}

}  // namespace

void append_http_date(std::string& out, Timestamp at) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Civil c = civil(at);
    out += days[c.weekday.c_encoding()];
    out += ", ";
    append_digits(out, static_cast<unsigned>(c.date.day()), 2);
    out += ' ';
    out += months[static_cast<unsigned>(c.date.month()) - 1];
    out += ' ';
    append_digits(out, static_cast<std::uint64_t>(static_cast<int>(c.date.year())), 4);
    out += ' ';
    append_clock(out, c.time);
    out += " GMT";
}

}  // namespace hapax::http
