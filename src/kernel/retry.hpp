// Retry: how long to wait before attempt n, what may be tried again, and when.
//
//   Duration d = schedule.delay(attempt, unit);
//
//   if (!may_retry(status)) return final_answer();
//   auto at = next_attempt(schedule, {attempt, retry_after}, now, deadline, unit);
//   if (!at) return give_up(at.error());
//
// Promises
//   1. No more than attempts_max attempts, and none at or after the deadline.
//   2. Nobody comes back before the time that the server asked for; the delay of the schedule comes on top of it, so
//      that those who were told the same do not come back together.
//   3. What was answered for good is never tried again: may_retry() names what may be, and nothing else.
//
// Units    attempts count from 1, the first needs no delay; unit is in [0, 1); status 0 means that no answer came.
// Errors   none; an attempt past attempts_max is a programmer error (asserts).
// Threads  immutable; share freely.
// Source   exponential backoff with full jitter.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <expected>

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

// Whether the same request with the same id may be sent again. Without an answer the outcome is unknown, and the id
// makes the repeat safe. 500 is the stored end of an operation: a repeat would hear it again.
constexpr bool may_retry(unsigned status) {
    switch (status) {
        case 0:    // no answer
        case 408:  // the request came too slowly
        case 429:  // too many of this caller
        case 502:
        case 503:
        case 504:
        case 507:  // no space at the moment; nothing was recorded
            return true;
        default:
            return false;
    }
}

enum class NoRetry : std::uint8_t { attempts, deadline };

struct FailedAttempt {
    std::uint32_t attempt = 1;
    Duration retry_after = Duration::zero();  // what the server asked for
};

inline std::expected<Instant, NoRetry> next_attempt(const RetrySchedule& schedule, const FailedAttempt& failed,
                                                    Instant now, Instant deadline, double unit) {
    if (!schedule.allows(failed.attempt + 1)) return std::unexpected(NoRetry::attempts);
    const Duration delay = schedule.delay(failed.attempt + 1, unit);
    const Duration left = deadline - now;
    if (delay >= left || failed.retry_after >= left - delay) return std::unexpected(NoRetry::deadline);
    return now + failed.retry_after + delay;
}

}  // namespace hapax
