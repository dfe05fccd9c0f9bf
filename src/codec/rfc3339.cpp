#include "codec/rfc3339.hpp"

#include <chrono>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using Micros = std::chrono::sys_time<microseconds>;

void put(char* at, unsigned value, int width) {
    for (int i = width - 1; i >= 0; --i) {
        at[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

// Reads from the front of a text; after the first mismatch everything fails.
class Scanner {
 public:
    explicit Scanner(std::string_view text) : rest_(text) {}
    bool good() const { return good_; }
    bool at_end() const { return good_ && rest_.empty(); }
    char next() {
        if (rest_.empty()) {
            good_ = false;
            return '\0';
        }
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    bool skips(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c) { good_ = skips(c) && good_; }
    bool digit_ahead() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
    int number(int width) {
        int value = 0;
        for (int i = 0; i < width; ++i) {
            if (!digit_ahead()) good_ = false;
            value = value * 10 + (next() - '0');
            if (!good_) return 0;
        }
        return value;
    }

 private:
    std::string_view rest_;
    bool good_ = true;
};

microseconds fraction(Scanner& in) {
    if (!in.skips('.')) return {};
    int value = in.number(1);
    int digits = 1;
    for (; digits < 6 && in.digit_ahead(); ++digits) value = value * 10 + in.number(1);
    for (; digits < 6; ++digits) value *= 10;
    return microseconds(value);
}

std::optional<std::chrono::minutes> offset(Scanner& in) {
    const char sign = in.next();
    if (sign == 'Z' || sign == 'z') return std::chrono::minutes(0);
    if (sign != '+' && sign != '-') return std::nullopt;
    const int hours = in.number(2);
    in.expect(':');
    const int minutes = in.number(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    const std::chrono::minutes size(hours * 60 + minutes);
    return sign == '+' ? size : -size;
}

std::optional<std::chrono::sys_days> date(Scanner& in) {
    const std::chrono::year year(in.number(4));
    in.expect('-');
    const std::chrono::month month(static_cast<unsigned>(in.number(2)));
    in.expect('-');
    const std::chrono::day day(static_cast<unsigned>(in.number(2)));
    const std::chrono::year_month_day whole{year, month, day};
    if (!in.good() || !whole.ok()) return std::nullopt;
    return std::chrono::sys_days(whole);
}

std::optional<microseconds> time_of_day(Scanner& in) {
    const int hours = in.number(2);
    in.expect(':');
    const int minutes = in.number(2);
    in.expect(':');
    const int seconds = in.number(2);
    const microseconds part = fraction(in);
    if (!in.good() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
    return std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) + part;
}

}  // namespace

void append_rfc3339(std::string& out, Timestamp time) {
    const Micros instant{microseconds(time.us)};
    const auto day = std::chrono::floor<days>(instant);
    const std::chrono::year_month_day date(day);
    const int year = static_cast<int>(date.year());
    HAPAX_ASSERT(year >= 0 && year <= 9999, "a time has a year that RFC 3339 cannot write");
    const auto within = static_cast<std::uint64_t>((instant - day).count());
    const auto seconds = static_cast<unsigned>(within / 1'000'000);
    char text[] = "0000-00-00T00:00:00.000000Z";
    put(text, static_cast<unsigned>(year), 4);
    put(text + 5, static_cast<unsigned>(date.month()), 2);
    put(text + 8, static_cast<unsigned>(date.day()), 2);
    put(text + 11, seconds / 3600, 2);
    put(text + 14, seconds / 60 % 60, 2);
    put(text + 17, seconds % 60, 2);
    put(text + 20, static_cast<unsigned>(within % 1'000'000), 6);
    out.append(text, sizeof text - 1);
}

std::string rfc3339(Timestamp time) {
    std::string out;
    append_rfc3339(out, time);
    return out;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    Scanner in(text);
    const auto day = date(in);
    const char separator = in.next();
    if (!day || (separator != 'T' && separator != 't')) return std::nullopt;
    const auto within = time_of_day(in);
    const auto shift = offset(in);
    if (!within || !shift || !in.at_end()) return std::nullopt;
    const Micros instant = Micros(*day) + *within - *shift;
    const auto floor = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
    const auto ceiling = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31) + days(1);
    if (instant < floor || instant >= ceiling) return std::nullopt;
    return Timestamp{instant.time_since_epoch().count()};
}

}  // namespace hapax
