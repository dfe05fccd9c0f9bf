#include "adapters/index/rocksdb/bloom.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "kernel/assert.hpp"

namespace hapax::index {

static_assert(std::endian::native == std::endian::little, "the words of a filter are stored as they lie in memory");

Bloom Bloom::sized_for(std::size_t keys) {
    constexpr std::size_t bits_per_block = 8 * sizeof(Block);
    return Bloom(std::max<std::size_t>(1, (keys * bits_per_key + bits_per_block - 1) / bits_per_block));
}

std::optional<Bloom> Bloom::from_bytes(std::string_view bytes) {
    if (bytes.empty() || bytes.size() % sizeof(Block) != 0) return std::nullopt;
    Bloom bloom(bytes.size() / sizeof(Block));
    std::memcpy(bloom.blocks_.data(), bytes.data(), bytes.size());
    return bloom;
}

std::string Bloom::bytes() const {
    std::string bytes(blocks_.size() * sizeof(Block), '\0');
    std::memcpy(bytes.data(), blocks_.data(), bytes.size());
    return bytes;
}

void Bloom::add(std::uint64_t hash) {
    Block& block = blocks_[block_of(hash)];
    auto bits = static_cast<std::uint32_t>(hash);
    for (int i = 0; i < probes; ++i, bits *= step) block.words[bits >> 29] |= std::uint64_t{1} << (bits >> 23 & 63);
    HAPAX_ASSERT(may_contain(hash), "a filter forgot a key");
}

}  // namespace hapax::index
