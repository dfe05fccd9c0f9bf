// Bloom: a filter in blocks of one cache line: may_contain() touches 64 bytes, whatever the number of keys.
//
//   Bloom bloom = Bloom::sized_for(300'000);  bloom.add(hash);
//   Bloom same = *Bloom::from_bytes(bloom.bytes());
//
// At 10 bits and 6 probes a key about 1.3 % of what is not there looks as if it were.
//
// Units    hashes are 64 bits, mixed and salted by the caller.
// Errors   from_bytes() answers nothing for what to_bytes() cannot have made.
// Threads  one writer, then any number of readers.
// Source   blocked Bloom filters: Putze, Sanders, Singler, 2007.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::index {

class Bloom {
 public:
    static constexpr std::size_t bits_per_key = 10;

    static Bloom sized_for(std::size_t keys);
    static std::optional<Bloom> from_bytes(std::string_view bytes);
    std::string bytes() const;  // little-endian words

    void add(std::uint64_t hash);
    bool may_contain(std::uint64_t hash) const {
        const Block& block = blocks_[block_of(hash)];
        auto bits = static_cast<std::uint32_t>(hash);
        for (int i = 0; i < probes; ++i, bits *= step) {
            if (!(block.words[bits >> 29] >> (bits >> 23 & 63) & 1)) return false;
        }
        return true;
    }

 private:
    static constexpr int probes = 6;
    static constexpr std::uint32_t step = 0x9e3779b9U;  // odd: every product is another number
    struct alignas(64) Block {
        std::array<std::uint64_t, 8> words{};
    };

    explicit Bloom(std::size_t blocks) : blocks_(blocks) {}
    std::size_t block_of(std::uint64_t hash) const {
        return static_cast<std::size_t>((hash >> 32) * blocks_.size() >> 32);
    }

    std::vector<Block> blocks_;
};

}  // namespace hapax::index
