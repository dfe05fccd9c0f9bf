#include "kernel/adaptive_timeout.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

double quantile(std::span<Duration> values, std::uint32_t per_million) {
    const std::size_t rank = (values.size() * per_million + 999'999) / 1'000'000;  // nearest rank, from 1
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, at);
    return static_cast<double>(at->count());
}

double mean_and_sigmas(std::span<const Duration> values, std::uint32_t sigmas) {
    const double count = static_cast<double>(values.size());
    double sum = 0;
    for (const Duration value : values) sum += static_cast<double>(value.count());
    const double mean = sum / count;
    double squares = 0;
    for (const Duration value : values) {
        const double off = static_cast<double>(value.count()) - mean;
        squares += off * off;
    }
    return mean + sigmas * std::sqrt(squares / count);
}

}  // namespace

AdaptiveTimeout::AdaptiveTimeout(const AdaptiveTimeoutRules& rules) : rules_(rules) {
    HAPAX_ASSERT(rules.floor > Duration::zero() && rules.floor <= rules.ceiling, "the floor lies below the ceiling");
    HAPAX_ASSERT(rules.quantile_factor >= 2, "calls that were cut off have to raise the limit");
    HAPAX_ASSERT(rules.quantile_per_million <= 1'000'000 && rules.samples_min <= samples_max,
                 "a quantile is a part of the window, and the window can hold what is needed");
}

Duration AdaptiveTimeout::current(Instant now) const {
    Recent seen = recent(now);
    if (seen.count == 0 || seen.count < rules_.samples_min) return rules_.ceiling;
    const std::span values(seen.took.data(), seen.count);
    const double by_spread = mean_and_sigmas(values, rules_.sigmas);
    const double by_rank = rules_.quantile_factor * quantile(values, rules_.quantile_per_million);
    return within_bounds(std::max(by_spread, by_rank));
}

void AdaptiveTimeout::add(Duration took, Instant now) {
    samples_[next_] = {now, std::clamp(took, Duration::zero(), rules_.ceiling)};
    next_ = (next_ + 1) % samples_max;
    kept_ = std::min(kept_ + 1, samples_max);
}

AdaptiveTimeout::Recent AdaptiveTimeout::recent(Instant now) const {
    Recent recent;
    for (std::size_t i = 0; i < kept_; ++i) {
        if (samples_[i].at + rules_.window > now) recent.took[recent.count++] = samples_[i].took;
    }
    return recent;
}

Duration AdaptiveTimeout::within_bounds(double ns) const {
    if (ns >= static_cast<double>(rules_.ceiling.count())) return rules_.ceiling;
    return std::max(rules_.floor, Duration(static_cast<std::int64_t>(ns)));
}

}  // namespace hapax
