// QueueDelay: how long an operation may have waited for the engine while more is asked than it can do.
//
//   delay.dry(now);                                   // nothing waits, until the next step
//   delay.step(now);                                  // before each operation
//   if (delay.too_long(arrived, deadline)) …          // shed it: 503, before it is accepted
//
// A queue that stands makes everybody late and nobody faster. So when the engine has worked for `standing` with hardly a
// pause, whoever has waited longer than the target is shed, or longer than half the time that his client gave: the other
// half is for the doing. Idle time counts ten times: who is shed at once leaves the queue empty for a moment, and that is
// no end of the overload; a hundredth of a second is. A burst, or a pause of the machine, is no overload: one step counts
// for `step_max` at most, however long it took.
// Threads  the engine's loop. No clock of its own.
// Source   Nichols and Jacobson, Controlling Queue Delay, 2012; Maurer, Fail at Scale, 2015;
//          docs/decisions/0042-what-is-turned-away-before-it-is-accepted.md.
#pragma once

#include <algorithm>

#include "kernel/time.hpp"

namespace hapax {

struct QueueDelayOptions {
    Duration target = std::chrono::milliseconds(5);  // zero: nobody is shed for having waited
    Duration standing = std::chrono::milliseconds(100);
    Duration step_max = std::chrono::milliseconds(10);
};

class QueueDelay {
 public:
    explicit QueueDelay(const QueueDelayOptions& options) : options_(options) {}

    void dry(Instant now) {
        step(now);
        idle_ = true;
    }
    void step(Instant now) {
        const Duration passed = now - last_;
        worked_ = idle_ ? std::max(worked_ - idle_weight * std::min(passed, options_.standing), Duration::zero())
                        : std::min(worked_ + std::min(passed, options_.step_max), options_.standing);
        idle_ = false;
        last_ = now;
    }
    bool too_long(Instant arrived, Instant deadline) const {
        if (options_.target == Duration::zero() || worked_ < options_.standing) return false;
        const Duration allowed =
            deadline == never ? options_.target : std::min(options_.target, (deadline - arrived) / 2);
        return last_ - arrived > allowed;
    }

 private:
    static constexpr int idle_weight = 10;

    QueueDelayOptions options_;
    Duration worked_{0};  // less what it was idle; at most `standing`
    bool idle_ = true;    // since last_
    Instant last_{};
};

}  // namespace hapax
