#include "kernel/uuid.hpp"

namespace hapax {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

// By character; -1 for what is no hexadecimal digit.
constexpr auto hex_values = [] {
    std::array<int, 256> table{};
    table.fill(-1);
    for (int i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = i;
    for (int i = 10; i < 16; ++i) {
        table[static_cast<std::size_t>('a' + i - 10)] = i;
        table[static_cast<std::size_t>('A' + i - 10)] = i;
    }
    return table;
}();

bool is_dash_place(std::size_t i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Uuid uuid;
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash_place(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_values[static_cast<unsigned char>(text[i])];
        if (value < 0) return std::nullopt;
        std::uint8_t& byte = uuid.bytes[nibble / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
        ++nibble;
    }
    return uuid;
}

std::string Uuid::text() const {
    std::array<char, 36> out;
    std::size_t at = 0;
    for (const std::uint8_t byte : bytes) {
        if (is_dash_place(at)) out[at++] = '-';
        out[at++] = digits[byte >> 4];
        out[at++] = digits[byte & 15];
    }
    return {out.data(), out.size()};
}

std::optional<std::int64_t> Uuid::unix_ms() const {
    if (version() != 7) return std::nullopt;
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | bytes[i];
    return ms;
}

Uuid Uuid::stamped(std::array<std::uint8_t, 16> bytes, int version) {
    Uuid uuid{bytes};
    uuid.bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | version << 4);
    uuid.bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return uuid;
}

Uuid Uuid::v7(std::int64_t unix_ms, std::uint64_t random_a, std::uint64_t random_b) {
    std::array<std::uint8_t, 16> bytes{};
    for (int i = 0; i < 6; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(unix_ms >> (40 - 8 * i));
    for (std::size_t i = 6; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(random_a >> (8 * i));
    for (std::size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<std::uint8_t>(random_b >> (8 * i));
    return stamped(bytes, 7);
}

}  // namespace hapax
