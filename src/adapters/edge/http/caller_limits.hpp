// CallerLimits: how often one caller may ask, and how many of his requests may be under way, on one edge loop.
//
//   const auto admission = limits.admit(scope, now);
//   if (!admission.granted) … 429, Retry-After: admission.wait
//   entry.charged = limits.began(admission.place);        // when the request waits for the application
//   limits.ended(entry.charged);                          // when it was answered, or nobody waits any more
//
// Invariants
//   1. What is refused was not counted: asking too often does not prolong the wait.
//   2. A caller who has requests under way, or whose bucket is not full, is never forgotten.
//   3. Memory is fixed: callers_max places, made when a limit is set and never otherwise.
// Callers are kept in sets of `ways` by their scope. When all places of a set are in use, callers who are new there share
// one place, that of the crowd: they limit each other, and nobody else. So a flood of callers meets the limit of one.
// Cost     nothing when no limit is set.
// Threads  one loop's: a caller whose connections lie on several loops has the limits once on each.
// Source   docs/decisions/0034-who-asks.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "adapters/edge/http/limits.hpp"
#include "kernel/ids.hpp"
#include "kernel/rate_limit.hpp"

namespace hapax::http {

class CallerLimits {
 public:
    using Place = std::uint32_t;
    static constexpr Place nowhere = std::numeric_limits<Place>::max();
    static constexpr std::size_t callers_max = 16'384;

    struct Admission {
        bool granted = true;
        bool too_many_at_once = false;  // of a refusal; otherwise it was too often
        Place place = nowhere;
        Duration wait{};  // of a refusal for asking too often
    };

    explicit CallerLimits(const Limits& limits, std::size_t callers = callers_max);

    bool on() const { return !places_.empty(); }
    Admission admit(CallerScope scope, Instant now) { return on() ? judge(scope, now) : Admission{}; }
    Place began(Place place) {
        if (place != nowhere) ++places_[place].under_way;
        return place;
    }
    void ended(Place place) {
        if (place != nowhere) release(place);
    }

 private:
    static constexpr std::size_t ways = 8;

    struct Kept {
        CallerScope scope;
        RateMeter meter;
        std::uint64_t under_way = 0;
    };

    Admission judge(CallerScope scope, Instant now);
    Place place_of(CallerScope scope, Instant now);
    void release(Place place);

    bool rated_;
    RateLimit rate_;
    std::uint64_t under_way_max_;
    std::vector<Kept> places_;  // the last one is the crowd's
};

}  // namespace hapax::http
