#include "host/config/value_text.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace hapax::configuration {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t size;
};

constexpr std::array<Unit, 5> byte_units{
    {{"TiB", 1ULL << 40U}, {"GiB", 1ULL << 30U}, {"MiB", 1ULL << 20U}, {"KiB", 1ULL << 10U}, {"B", 1}}};

constexpr std::array<Unit, 7> time_units{{{"d", 86'400'000'000'000},
                                          {"h", 3'600'000'000'000},
                                          {"m", 60'000'000'000},
                                          {"s", 1'000'000'000},
                                          {"ms", 1'000'000},
                                          {"us", 1'000},
                                          {"ns", 1}}};

struct Quantity {
    std::uint64_t number;
    std::string_view unit;
};

std::optional<Quantity> split(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return Quantity{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

template <std::size_t N>
std::optional<std::uint64_t> scaled(const Quantity& quantity, const std::array<Unit, N>& units, std::uint64_t most) {
    for (const Unit& unit : units) {
        if (unit.name != quantity.unit) continue;
        if (quantity.number > most / unit.size) return std::nullopt;
        return quantity.number * unit.size;
    }
    return std::nullopt;
}

template <std::size_t N>
std::string shortest(std::uint64_t value, const std::array<Unit, N>& units, std::string_view zero) {
    if (value == 0) return std::string(zero);
    for (const Unit& unit : units) {
        if (value % unit.size == 0) return std::to_string(value / unit.size) + std::string(unit.name);
    }
    return std::to_string(value);
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
    const auto quantity = split(text);
    if (!quantity || !quantity->unit.empty()) return std::nullopt;
    return quantity->number;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    const auto quantity = split(text);
    if (!quantity) return std::nullopt;
    if (quantity->unit.empty()) return quantity->number;
    return scaled(*quantity, byte_units, std::numeric_limits<std::uint64_t>::max());
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text == "forever") return forever;
    const auto quantity = split(text);
    if (!quantity) return std::nullopt;
    const auto ns = scaled(*quantity, time_units, static_cast<std::uint64_t>(forever.count()));
    if (!ns) return std::nullopt;
    return Duration(static_cast<Duration::rep>(*ns));
}

std::string bytes_text(std::uint64_t bytes) {
    return shortest(bytes, byte_units, "0B");
}

std::string duration_text(Duration duration) {
    if (duration == forever) return "forever";
    return shortest(static_cast<std::uint64_t>(duration.count()), time_units, "0s");
}

std::string quoted(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            out.append("\\u00").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xFU]);
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace hapax::configuration
