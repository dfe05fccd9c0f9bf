// Fixed-width numbers in stored formats: little endian, whatever the machine is.
//
//   store_u64(header + 8, position);   position = load_u64(header + 8);
//
// Errors   none: the caller has checked that the bytes are there.
// Threads  any.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace hapax {

static_assert(std::endian::native == std::endian::little, "the stored formats are little endian; add a byte swap here");

inline void store_u32(std::byte* at, std::uint32_t value) {
    std::memcpy(at, &value, sizeof value);
}
inline void store_u64(std::byte* at, std::uint64_t value) {
    std::memcpy(at, &value, sizeof value);
}

inline std::uint32_t load_u32(const std::byte* at) {
    std::uint32_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

inline std::uint64_t load_u64(const std::byte* at) {
    std::uint64_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

}  // namespace hapax
