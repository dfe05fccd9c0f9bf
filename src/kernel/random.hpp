// Random: xoshiro256** as a value. The same seed draws the same numbers everywhere; never for secrets.
//
//   Random random(seed);
//   Random disk = random.split("disk");          // a stream of its own, whatever was drawn from `random` before
//   if (disk.chance(one_percent)) …
//
// Units    chances are parts per million.
// Threads  a value; one thread at a time.
// Source   Blackman and Vigna, "Scrambled linear pseudorandom number generators"; SplitMix64 fills the state.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hapax {

constexpr std::uint32_t always = 1'000'000;
constexpr std::uint32_t one_percent = always / 100;

class Random {
 public:
    explicit Random(std::uint64_t seed);

    std::uint64_t next();
    std::uint64_t below(std::uint64_t limit);  // 0 up to limit - 1, each as likely; asserts limit > 0
    bool chance(std::uint32_t per_million) { return per_million > 0 && below(always) < per_million; }

    // Depends on the seed and the name only: adding a stream does not disturb the others.
    Random split(std::string_view name) const;

 private:
    std::uint64_t seed_;
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace hapax
