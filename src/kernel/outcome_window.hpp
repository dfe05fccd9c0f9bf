// OutcomeWindow: how many calls of the last while succeeded and failed.
//
//   window.add(failed, now);
//   const OutcomeWindow::Counts counts = window.counts(now);
//
// The window moves in steps of a tenth of its length: what is counted is between nine and ten tenths of it old at most.
// Errors   none.
// Threads  a value; one thread at a time.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "kernel/time.hpp"

namespace hapax {

class OutcomeWindow {
 public:
    struct Counts {
        std::uint64_t succeeded = 0;
        std::uint64_t failed = 0;
        std::uint64_t all() const { return succeeded + failed; }
    };

    explicit OutcomeWindow(Duration length)
        : step_(std::max<Duration>(Duration(1), length / static_cast<int>(steps))) {}

    void add(bool failed, Instant now) {
        Step& step = steps_[index(number(now))];
        if (step.number < number(now)) step = {number(now), {}};
        ++(failed ? step.counts.failed : step.counts.succeeded);
    }

    Counts counts(Instant now) const {
        Counts sum;
        for (const Step& step : steps_) {
            if (step.number <= number(now) - static_cast<std::int64_t>(steps)) continue;
            sum.succeeded += step.counts.succeeded;
            sum.failed += step.counts.failed;
        }
        return sum;
    }

    void clear() { steps_.fill({}); }

 private:
    static constexpr std::size_t steps = 10;

    struct Step {
        std::int64_t number = INT64_MIN / 2;
        Counts counts;
    };

    std::int64_t number(Instant at) const { return at.time_since_epoch() / step_; }
    static std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number) % steps; }

    Duration step_;
    std::array<Step, steps> steps_;
};

}  // namespace hapax
