#include "codec/crc32c.hpp"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace hapax {
namespace {

constexpr std::uint32_t polynomial_reflected = 0x82F63B78;

// table[k][b] is the checksum of byte b followed by k zero bytes: eight bytes are then folded at once.
constexpr std::array<std::array<std::uint32_t, 256>, 8> make_tables() {
    std::array<std::array<std::uint32_t, 256>, 8> tables{};
    for (std::uint32_t b = 0; b < 256; ++b) {
        std::uint32_t crc = b;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial_reflected : 0);
        tables[0][b] = crc;
    }
    for (std::size_t k = 1; k < 8; ++k) {
        for (std::size_t b = 0; b < 256; ++b) {
            tables[k][b] = (tables[k - 1][b] >> 8) ^ tables[0][tables[k - 1][b] & 0xFF];
        }
    }
    return tables;
}

constexpr auto tables = make_tables();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(std::uint32_t crc, std::span<const std::byte> bytes) {
    std::uint64_t state = ~crc;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        state = _mm_crc32_u64(state, word);
    }
    std::uint32_t narrow = static_cast<std::uint32_t>(state);
    for (; left > 0; ++at, --left) narrow = _mm_crc32_u8(narrow, static_cast<std::uint8_t>(*at));
    return ~narrow;
}
#endif

using Function = std::uint32_t (*)(std::uint32_t, std::span<const std::byte>);

Function fastest() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return crc32c_sse42;
#endif
    return crc32c_portable;
}

}  // namespace

std::uint32_t crc32c(std::uint32_t crc, std::span<const std::byte> bytes) {
    static const Function function = fastest();
    return function(crc, bytes);
}

std::uint32_t crc32c_portable(std::uint32_t crc, std::span<const std::byte> bytes) {
    std::uint32_t state = ~crc;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(at[i]); };
    for (; left >= 8; at += 8, left -= 8) {
        state ^= byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
        state = tables[7][state & 0xFF] ^ tables[6][state >> 8 & 0xFF] ^ tables[5][state >> 16 & 0xFF] ^
                tables[4][state >> 24] ^ tables[3][byte(4)] ^ tables[2][byte(5)] ^ tables[1][byte(6)] ^
                tables[0][byte(7)];
    }
    for (; left > 0; ++at, --left) state = state >> 8 ^ tables[0][(state ^ byte(0)) & 0xFF];
    return ~state;
}

}  // namespace hapax
