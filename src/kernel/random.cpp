#include "kernel/random.hpp"

#include <bit>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

std::uint64_t split_mix(std::uint64_t& state) {
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed) : seed_(seed) {
    for (std::uint64_t& word : state_) word = split_mix(seed);
}

std::uint64_t Random::next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

// Numbers of the first, incomplete round of `limit` are drawn again: they would favour some results. That round is
// shorter than `limit`, so hardly ever has its length to be known.
std::uint64_t Random::below(std::uint64_t limit) {
    HAPAX_ASSERT(limit > 0, "there is no number below zero");
    for (;;) {
        const std::uint64_t drawn = next();
        if (drawn >= limit || drawn >= (0 - limit) % limit) return drawn % limit;
    }
}

Random Random::split(std::string_view name) const {
    std::uint64_t hash = seed_ ^ 0xcbf29ce484222325;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return Random(split_mix(hash));
}

}  // namespace hapax
