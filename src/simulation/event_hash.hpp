// EventHash: a rolling 64-bit hash of what happened, in order. Two runs of one seed must end with the same value.
//
//   hash.add(event);   hash.add(EventHash::of(bytes));
//
// Threads  a value.
// Source   the finaliser is MurmurHash3's fmix64.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace hapax::simulation {

class EventHash {
 public:
    void add(std::uint64_t event) { value_ = mixed(value_ * 0x9e3779b97f4a7c15 + event); }
    std::uint64_t value() const { return value_; }

    static std::uint64_t of(std::span<const std::byte> bytes) {
        EventHash hash;
        hash.add(bytes.size());
        while (!bytes.empty()) {
            std::uint64_t word = 0;
            const std::size_t length = bytes.size() < sizeof word ? bytes.size() : sizeof word;
            std::memcpy(&word, bytes.data(), length);
            hash.add(word);
            bytes = bytes.subspan(length);
        }
        return hash.value();
    }

 private:
    static std::uint64_t mixed(std::uint64_t x) {
        x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd;
        x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53;
        return x ^ (x >> 33);
    }

    std::uint64_t value_ = 0;
};

}  // namespace hapax::simulation
