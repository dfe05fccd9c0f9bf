// EventHash: a rolling 64-bit hash of what happened, in order. Two runs of one seed must end with the same value.
//
//   hash.add(event);   hash.add(EventHash::of(bytes));
//
// Threads  a value.
// Source   the finaliser is MurmurHash3's fmix64.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace hapax::simulation {

class EventHash {
 public:
    void add(std::uint64_t event) { value_ = mixed(value_ * 0x9e3779b97f4a7c15 + event); }
    std::uint64_t value() const { return value_; }

    // Four lanes: a multiplication does not wait for the one before it.
    static std::uint64_t of(std::span<const std::byte> bytes) {
        constexpr std::size_t lanes = 4;
        std::array<std::uint64_t, lanes> lane{1, 2, 3, 4};
        EventHash hash;
        hash.add(bytes.size());
        for (; bytes.size() >= sizeof lane; bytes = bytes.subspan(sizeof lane)) {
            for (std::size_t i = 0; i < lanes; ++i) {
                const std::uint64_t mixed = (lane[i] ^ word(bytes.subspan(i * sizeof lane[i]))) * 0x9e3779b97f4a7c15;
                lane[i] = mixed ^ (mixed >> 32);
            }
        }
        for (const std::uint64_t of_lane : lane) hash.add(of_lane);
        for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), sizeof lane[0]))) hash.add(word(bytes));
        return hash.value();
    }

 private:
    static std::uint64_t word(std::span<const std::byte> bytes) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), std::min(bytes.size(), sizeof word));
        return word;
    }

    static std::uint64_t mixed(std::uint64_t x) {
        x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd;
        x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53;
        return x ^ (x >> 33);
    }

    std::uint64_t value_ = 0;
};

}  // namespace hapax::simulation
