#include "clients/cpp/src/retry_after.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "clients/cpp/src/text.hpp"

namespace hapax::client {
namespace {

using std::chrono::seconds;

constexpr seconds year{365 * 24 * 3600};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Date {
    std::string_view day, month, year, time;
};

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" ,-", at), text.size());
        if (end > at) found.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return found;
}

// The preferred form, that of RFC 850, and that of asctime().
std::optional<Date> parts(std::string_view text) {
    const auto w = words(text);
    if (w.size() == 6 && w[5] == "GMT") return Date{w[1], w[2], w[3], w[4]};
    if (w.size() == 5) return Date{w[2], w[1], w[4], w[3]};
    return std::nullopt;
}

std::optional<seconds> time_of_day(std::string_view text) {
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto hour = whole_number<unsigned>(text.substr(0, 2));
    const auto minute = whole_number<unsigned>(text.substr(3, 2));
    const auto second = whole_number<unsigned>(text.substr(6, 2));
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return seconds(*hour * 3600 + *minute * 60 + *second);
}

// A year of two digits is the one that is at most 50 years ahead.
std::optional<int> full_year(std::string_view text, std::chrono::year now) {
    const auto number = whole_number<unsigned>(text);
    if (!number) return std::nullopt;
    if (text.size() == 4) return static_cast<int>(*number);
    if (text.size() != 2) return std::nullopt;
    const int guess = static_cast<int>(now) / 100 * 100 + static_cast<int>(*number);
    return guess > static_cast<int>(now) + 50 ? guess - 100 : guess;
}

std::optional<std::chrono::sys_seconds> http_date(std::string_view text, std::chrono::sys_seconds now) {
    const auto date = parts(text);
    if (!date) return std::nullopt;
    const auto day = whole_number<unsigned>(date->day);
    const auto month = std::ranges::find(months, date->month);
    const auto this_year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year();
    const auto year_number = full_year(date->year, this_year);
    const auto time = time_of_day(date->time);
    if (!day || month == months.end() || !year_number || !time) return std::nullopt;
    const std::chrono::year_month_day calendar(std::chrono::year(*year_number),
                                               std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                               std::chrono::day(*day));
    if (!calendar.ok()) return std::nullopt;
    return std::chrono::sys_days(calendar) + *time;
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Duration retry_after(std::string_view value, Timestamp wall) {
    if (is_digits(value)) {
        const auto asked = whole_number<std::int64_t>(value);  // nothing: more digits than fit
        return asked ? std::min(seconds(*asked), year) : year;
    }
    const auto now = std::chrono::sys_seconds(std::chrono::floor<seconds>(std::chrono::microseconds(wall.us)));
    const auto date = http_date(value, now);
    if (!date || *date <= now) return Duration::zero();
    return std::min<seconds>(*date - now, year);
}

}  // namespace hapax::client
