// HorizonKeeper: moves deleted_through on while the service is up: on disk first, then for everyone to see.
//
//   HorizonKeeper keeper(file, policy, gauge);
//   keeper.open(now, wall);                           // what was saved is shown again, or it begins from the clock
//   if (now >= keeper.due()) keeper.advance(now, wall);
//
// Nothing is read, written or shown when operations are kept for ever, or without a file.
//
// Errors   open: those of HorizonFile; there is no start then. advance: those of its save; then nothing moved, and it
//          is due again later.
// Threads  one at a time; the gauge is read by others.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include "application/retention/horizon_file.hpp"
#include "kernel/retention.hpp"
#include "kernel/time.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

constexpr Duration horizon_step = std::chrono::minutes(1);

class HorizonKeeper {
 public:
    HorizonKeeper(HorizonFile* file, RetentionPolicy policy, Gauge& deleted_through_ms)
        : file_(policy.finite() ? file : nullptr), policy_(policy), deleted_through_ms_(deleted_through_ms) {}

    Result<void> open(Instant now, Timestamp wall);
    Instant due() const { return due_; }
    Result<void> advance(Instant now, Timestamp wall);

    const Gauge& deleted_through_ms() const { return deleted_through_ms_; }

 private:
    HorizonFile* file_;
    RetentionPolicy policy_;
    Gauge& deleted_through_ms_;
    Instant moved_at_{};
    Instant due_ = never;
};

}  // namespace hapax
