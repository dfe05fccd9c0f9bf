#include "kernel/retention.hpp"

#include <algorithm>

#include "kernel/planted.hpp"

namespace hapax {

IdVerdict judge_id(const OperationId& id, std::int64_t now_ms, const RetentionPolicy& policy,
                   std::int64_t deleted_through_ms) {
    if (!policy.finite()) return IdVerdict::welcome;
    const auto born_ms = id.value.unix_ms();
    if (!born_ms) return IdVerdict::not_version_7;
    if (*born_ms < deleted_through_ms && !planted(Bug::expired_id_run)) return IdVerdict::expired;
    const bool ahead = *born_ms > now_ms + id_clock_leeway.count();
    if (ahead && !planted(Bug::future_id_accepted)) return IdVerdict::from_the_future;
    return IdVerdict::welcome;
}

std::int64_t advanced(std::int64_t deleted_through_ms, std::int64_t now_ms, std::chrono::milliseconds uptime,
                      const RetentionPolicy& policy) {
    if (!policy.finite()) return deleted_through_ms;
    const std::int64_t wanted = now_ms - policy.keep->count() - deletion_lag.count();
    const std::int64_t reachable = deleted_through_ms == 0 ? wanted : deleted_through_ms + uptime.count();
    if (planted(Bug::horizon_goes_back)) return std::min(wanted, reachable);
    if (planted(Bug::horizon_follows_the_clock)) return std::max(deleted_through_ms, wanted);
    return std::max(deleted_through_ms, std::min(wanted, reachable));
}

}  // namespace hapax
