// AdaptiveTimeout: how long to wait for an answer, learnt from how long answers took.
//
//   AdaptiveTimeout timeout({.floor = 50ms, .ceiling = 15s});
//   const Duration limit = timeout.current(now);
//   timeout.add(took, now);            // a call that was cut off counts as one that took its limit
//
// Of the last samples_max calls, not older than `window`, the limit is the larger one of
//   quantile_factor × their quantile    holds when answers come in two kinds, fast and slow, or drift
//   mean + sigmas × standard deviation  holds when they scatter evenly
// and lies between floor and ceiling. With fewer than samples_min calls it is the ceiling.
//
// A call that was cut off would have taken longer, nobody knows how much. Three of them in a full window are its
// quantile, so that the limit has doubled then: a target that got slower for good is followed, and never given up for
// dead.
//
// Guarantees, with the rules as they are by default, for a target that answers every call:
//   1. Steady answers, scattered by up to a half around their mean, are never cut off.
//   2. Of answers in two kinds less than 1 in 50 calls are cut off, and none once the window is full and the slow kind
//      is at least 1 in 10.
//   3. Answers that get slower by up to 1 % from call to call are never cut off.
//   4. A Breaker with its default rules stays closed in all of these.
// A target that begins to hang when the window is full, called c at a time, is found by that Breaker after one
// current() if c ≥ 8, and after 17 × current() if c = 1.
//
// Units    per_million: parts per million.
// Limits   samples_max; floor; ceiling.
// Threads  a value; one thread at a time.
// Source   Jacobson and Karels, "Congestion Avoidance and Control", which doubles after a loss.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernel/time.hpp"

namespace hapax {

struct AdaptiveTimeoutRules {
    Duration floor = std::chrono::milliseconds(100);
    Duration ceiling = std::chrono::seconds(15);
    Duration window = std::chrono::minutes(5);
    std::uint32_t samples_min = 50;
    std::uint32_t quantile_per_million = 990'000;
    std::uint32_t quantile_factor = 2;
    std::uint32_t sigmas = 3;
};

class AdaptiveTimeout {
 public:
    static constexpr std::size_t samples_max = 256;

    explicit AdaptiveTimeout(const AdaptiveTimeoutRules& rules);

    Duration current(Instant now) const;
    void add(Duration took, Instant now);

 private:
    struct Sample {
        Instant at;
        Duration took;
    };
    struct Recent {
        std::array<Duration, samples_max> took;
        std::size_t count = 0;
    };

    Recent recent(Instant now) const;
    Duration within_bounds(double ns) const;

    AdaptiveTimeoutRules rules_;
    std::array<Sample, samples_max> samples_;
    std::size_t kept_ = 0;
    std::size_t next_ = 0;
};

}  // namespace hapax
