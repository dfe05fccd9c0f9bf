// TimerWheel: one deadline per numbered slot; setting, moving and clearing one costs the same whatever the number.
//
//   wheel.set(slot, now + 10s);
//   wheel.advance(now, [&](std::uint32_t slot) { … });   // each slot whose deadline has passed, once
//
// A deadline fires up to one step late, never early. Deadlines further away than one turn of the wheel stay where they
// are until their turn comes.
// Units    steps of the duration given; slots count from 0.
// Threads  one loop's.
// Source   Varghese and Lauck, hashed timing wheels (scheme 6).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernel/time.hpp"

namespace hapax::http {

class TimerWheel {
 public:
    explicit TimerWheel(Duration step);

    void set(std::uint32_t slot, Instant deadline);
    void clear(std::uint32_t slot);
    bool is_set(std::uint32_t slot) const { return slot < timers_.size() && timers_[slot].spoke != none; }

    template <class Fire>
    void advance(Instant now, Fire&& fire) {
        due_.clear();
        collect(now);
        for (const std::uint32_t slot : due_) fire(slot);
    }

 private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    static constexpr std::uint32_t spokes = 512;
    struct Timer {
        Instant deadline{};
        std::uint32_t spoke = none;
        std::uint32_t next = none;
        std::uint32_t previous = none;
    };

    std::int64_t tick_of(Instant at) const { return at.time_since_epoch() / step_; }
    void collect(Instant now);
    void collect_spoke(std::uint32_t spoke, Instant now);

    Duration step_;
    std::int64_t tick_ = 0;  // all ticks before it were collected
    bool started_ = false;
    std::vector<Timer> timers_;
    std::array<std::uint32_t, spokes> first_;
    std::vector<std::uint32_t> due_;
};

}  // namespace hapax::http
