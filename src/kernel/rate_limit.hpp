// Rate limit: how often one may, as a token bucket that is kept as one instant.
//
//   const RateLimit limit = RateLimit::per_second(50, 100);     // 50 a second, 100 at once after a rest
//   RateMeter meter;
//   if (const Duration wait = meter.take(limit, now); wait > Duration::zero()) … refused; so long until one is free
//
// What a meter keeps is when its bucket will be full again: each taking moves that on by one interval, and one that would
// move it further ahead than a whole bucket is refused and takes nothing. So who is refused is not punished for asking.
// Units    requests a second; at least one and at most per_second_max of them, at once at most burst_max.
// Threads  a limit is a value; a meter belongs to one loop. Time is an argument; it never goes back (kernel/time.hpp).
// Source   the generic cell rate algorithm (ITU-T I.371), which equals a token bucket.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "kernel/assert.hpp"
#include "kernel/time.hpp"

namespace hapax {

struct RateLimit {
    static constexpr std::uint64_t per_second_max = 1'000'000;
    static constexpr std::uint64_t burst_max = 1'000'000;

    Duration interval{};  // between two in the long run
    Duration ahead{};     // how far a full bucket reaches beyond the one that is asked for

    static constexpr RateLimit per_second(std::uint64_t rate, std::uint64_t burst) {
        HAPAX_ASSERT(rate >= 1 && rate <= per_second_max && burst >= 1 && burst <= burst_max, "no such rate");
        const Duration interval{std::chrono::nanoseconds{std::chrono::seconds{1}}.count() /
                                static_cast<std::int64_t>(rate)};
        return {interval, interval * static_cast<std::int64_t>(burst - 1)};
    }
};

class RateMeter {
 public:
    // Zero: taken. Otherwise nothing was taken, and after that time one will be free.
    Duration take(const RateLimit& limit, Instant now) {
        const Instant full_at = std::max(full_at_, now);
        const Duration ahead = full_at - now;
        if (ahead > limit.ahead) return ahead - limit.ahead;
        full_at_ = full_at + limit.interval;
        return Duration::zero();
    }

    // Nothing is lost when an idle meter is forgotten.
    bool idle(Instant now) const { return full_at_ <= now; }

 private:
    Instant full_at_{};
};

}  // namespace hapax
