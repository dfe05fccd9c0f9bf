#include "adapters/edge/http/caller_limits.hpp"

#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

std::uint64_t unlimited_when_zero(std::uint64_t limit) {
    return limit == 0 ? std::numeric_limits<std::uint64_t>::max() : limit;
}

}  // namespace

CallerLimits::CallerLimits(const Limits& limits, std::size_t callers)
    : rated_(limits.caller_rate > 0),
      rate_(rated_ ? RateLimit::per_second(limits.caller_rate, limits.caller_burst) : RateLimit{}),
      under_way_max_(unlimited_when_zero(limits.caller_concurrency)) {
    HAPAX_ASSERT(callers >= ways && callers % ways == 0, "callers are kept in whole sets");
    if (rated_ || limits.caller_concurrency > 0) places_.resize(callers + 1);
}

CallerLimits::Admission CallerLimits::judge(CallerScope scope, Instant now) {
    const Place place = place_of(scope, now);
    Kept& kept = places_[place];
    if (kept.under_way >= under_way_max_) return {false, true, nowhere, {}};
    const Duration wait = rated_ ? kept.meter.take(rate_, now) : Duration::zero();
    if (wait > Duration::zero()) return {false, false, nowhere, wait};
    return {true, false, place, {}};
}

// His own place, or a free one, or the crowd's. An empty place is free whatever scope is written in it.
CallerLimits::Place CallerLimits::place_of(CallerScope scope, Instant now) {
    const std::size_t crowd = places_.size() - 1;
    const std::size_t first = mixed(scope.value) % (crowd / ways) * ways;
    std::size_t found = crowd;
    for (std::size_t place = first; place < first + ways; ++place) {
        Kept& kept = places_[place];
        const bool free = kept.under_way == 0 && kept.meter.idle(now);
        if (!free && kept.scope == scope) return static_cast<Place>(place);
        if (free && found == crowd) found = place;
    }
    if (found != crowd) places_[found] = {scope, {}, 0};
    return static_cast<Place>(found);
}

void CallerLimits::release(Place place) {
    HAPAX_ASSERT(places_[place].under_way > 0, "a caller's request ended that had not begun");
    --places_[place].under_way;
}

}  // namespace hapax::http
