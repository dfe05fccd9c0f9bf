// Instants and durations as values. Nothing here asks a clock: time is an argument.
//
//   Instant    monotonic, for waiting and measuring; its origin means nothing
//   Timestamp  wall clock, microseconds since 1970 UTC, for records; never used for ordering
//
// Threads  values.
#pragma once

#include <chrono>
#include <cstdint>

#include "kernel/strong.hpp"

namespace hapax {

using Duration = std::chrono::nanoseconds;

struct MonotonicTime {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonotonicTime, duration>;
    static constexpr bool is_steady = true;
};
using Instant = MonotonicTime::time_point;

constexpr Instant never = Instant::max();

struct Timestamp {
    std::int64_t us = 0;
    friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;
    friend constexpr bool operator==(const Timestamp&, const Timestamp&) = default;
};

}  // namespace hapax
