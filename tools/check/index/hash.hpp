// hash_of: 64 bits that stand for a name. Not for secrets.
//
// 10 million names collide with a probability of 3 in a million; two operations that did would be judged as one, which
// raises an alarm and hides none that a second look at the witness would not clear up.
// Threads  any.
// Source   folded 128-bit multiplication, as many hash functions use it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hapax::check {

constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0x9E3779B97F4A7C15) {
    constexpr std::uint64_t odd = 0xD6E8FEB86659FD93;
    std::uint64_t state = seed ^ fold(text.size() + 1, odd);
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left >= 8; left -= 8, at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        state = fold(state ^ word, odd);
    }
    std::uint64_t rest = 0;
    if (left > 0) std::memcpy(&rest, at, left);
    return fold(state ^ rest, 0xA0761D6478BD642F) ^ state;
}

inline constexpr std::string_view nobody = "anonymous";

constexpr bool is_nobody(std::string_view caller) {
    return caller == nobody;
}

// (caller, id): what an operation is.
inline std::uint64_t operation_hash(std::string_view caller, std::string_view op) {
    return hash_of(op, is_nobody(caller) ? 0x243F6A8885A308D3 : hash_of(caller));
}

}  // namespace hapax::check
