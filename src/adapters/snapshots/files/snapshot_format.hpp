// One snapshot as it lies in a file. Numbers are little-endian.
//
//   crc:4 size:4 | version:8 position:8 frame_crc:4 fold_id:8 type size:4 key size:4 type key state
//
// `size` counts the bytes behind it; the checksum is CRC32C over everything behind itself.
//
// Errors   decode() answers nothing for bytes that encode() cannot have made.
// Threads  values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "ports/driven/snapshots.hpp"

namespace hapax::snapshots {

inline constexpr std::size_t header_bytes = 8;
inline constexpr std::size_t fixed_bytes = header_bytes + 36;

std::vector<std::byte> encode(const Snapshot& snapshot);
std::optional<Snapshot> decode(std::span<const std::byte> entry);

// How long the whole entry says it is; at least header_bytes must be there.
std::uint64_t entry_bytes(std::span<const std::byte> entry);

}  // namespace hapax::snapshots
