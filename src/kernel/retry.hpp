// Retry schedule: how long to wait before attempt n.
//
//   Duration d = schedule.delay(attempt, unit);
//
// Units    attempts count from 1, the first needs no delay; unit is in [0, 1).
// Errors   none; an attempt past attempts_max is a programmer error (asserts).
// Threads  immutable; share freely.
// Source   exponential backoff with full jitter.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "kernel/assert.hpp"
#include "kernel/time.hpp"

namespace hapax {

struct RetrySchedule {
    std::uint32_t attempts_max = 3;
    Duration base = std::chrono::milliseconds(20);
    Duration cap = std::chrono::seconds(2);

    bool allows(std::uint32_t attempt) const { return attempt <= attempts_max; }

    Duration delay(std::uint32_t attempt, double unit) const {
        HAPAX_ASSERT(attempt >= 1 && allows(attempt), "there is no such attempt");
        if (attempt == 1) return Duration::zero();
        const std::uint32_t doublings = std::min<std::uint32_t>(attempt - 2, 30);
        const Duration ceiling = std::min(cap, base * (std::int64_t{1} << doublings));
        return Duration(static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * unit));
    }
};

// A random 64-bit number as a unit for delay().
constexpr double unit_of(std::uint64_t random) {
    return static_cast<double>(random >> 11) * 0x1.0p-53;
}

}  // namespace hapax
