// Retention: which operation ids may still be run, and how far deletion may go.
//
//   IdVerdict v = judge_id(id, now, policy, deleted_through);
//   deleted_through = advanced(deleted_through, now, uptime, policy);
//
// For ever by default: then every UUID is welcome. With a finite retention the id's own time is its lifetime, so it
// must be a UUIDv7. Deletion and the answer 410 use one comparison: id time < deleted_through.
//
// Invariants of deleted_through (persisted by the caller)
//   1. It never goes back.
//   2. It moves by no more than the uptime since it last moved, so that a clock that jumps deletes nothing early.
//   3. It lags the end of retention by a day.
// Units    milliseconds since 1970, as inside a UUIDv7.
// Threads  pure.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "kernel/ids.hpp"

namespace hapax {

struct RetentionPolicy {
    std::optional<std::chrono::milliseconds> keep;  // nothing = for ever
    bool finite() const { return keep.has_value(); }
};

constexpr std::chrono::milliseconds id_clock_leeway = std::chrono::minutes(5);
constexpr std::chrono::milliseconds deletion_lag = std::chrono::hours(24);

enum class IdVerdict : std::uint8_t { welcome, not_version_7, from_the_future, expired };

IdVerdict judge_id(const OperationId& id, std::int64_t now_ms, const RetentionPolicy& policy,
                   std::int64_t deleted_through_ms);

// `uptime` is monotonic time since the last call that moved it (or since the start).
std::int64_t advanced(std::int64_t deleted_through_ms, std::int64_t now_ms, std::chrono::milliseconds uptime,
                      const RetentionPolicy& policy);

}  // namespace hapax
