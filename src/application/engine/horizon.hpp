// Horizon: which ids are too old, too new or of the wrong kind to be run. Asked for unknown ids only.
//
//   if (auto refusal = horizon.refusal(id, runtime.wall())) …      // to be run
//   if (auto refusal = horizon.expired(id, runtime.wall())) …      // to be read
//
// Threads  owned by the engine's loop; deleted_through is moved by another one.
#pragma once

#include <optional>

#include "kernel/retention.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

class Horizon {
 public:
    Horizon(RetentionPolicy policy, const Gauge& deleted_through_ms)
        : policy_(policy), deleted_through_ms_(deleted_through_ms) {}

    std::optional<Refused> refusal(const OperationId& id, Timestamp now) const {
        switch (judge_id(id, now.us / 1000, policy_, deleted_through_ms_.value())) {
            case IdVerdict::welcome:
                return std::nullopt;
            case IdVerdict::expired:
                return Refused{operation_errc::expired, false, "this id is no longer kept"};
            case IdVerdict::from_the_future:
                return Refused{operation_errc::from_the_future, true, "the id's time is ahead of this server's clock"};
            case IdVerdict::not_version_7:
                return Refused{operation_errc::not_version_7, true, "operations are kept for a time: use a UUIDv7"};
        }
        return std::nullopt;
    }

    std::optional<Refused> expired(const OperationId& id, Timestamp now) const {
        auto refused = refusal(id, now);
        if (refused && refused->code != operation_errc::expired) refused.reset();
        return refused;
    }

 private:
    RetentionPolicy policy_;
    const Gauge& deleted_through_ms_;
};

}  // namespace hapax
