// CRC32C (Castagnoli): the checksum of everything that hapax stores.
//
//   std::uint32_t crc = crc32c(0, header);
//   crc = crc32c(crc, payload);            // same as over both in one piece
//
// The SSE4.2 instruction does it when the processor has it, a table otherwise; both give the same numbers.
// Threads  any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hapax {

// The checksum of what `crc` is the checksum of, followed by `bytes`. Start with 0.
std::uint32_t crc32c(std::uint32_t crc, std::span<const std::byte> bytes);

// The table version, whatever the processor has; tests compare both.
std::uint32_t crc32c_portable(std::uint32_t crc, std::span<const std::byte> bytes);

}  // namespace hapax
