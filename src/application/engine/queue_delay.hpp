// QueueDelay: how long an operation may have waited for the engine while more is asked than it can do.
//
//   delay.step(now);                                  // before each operation
//   if (delay.too_long(arrived, deadline)) …          // shed it: 503, before it is accepted
//   delay.dry(now);                                   // nothing waits any more
//
// A queue that is never empty makes everybody late and nobody faster. So when the engine has worked for `standing`
// without having once run dry, whoever has waited longer than the target is shed, or longer than half the time that his
// client gave: the other half is for the doing. A burst, or a pause of the machine, is no overload: one step counts
// for `step_max` at most, however long it took.
// Threads  the engine's loop. No clock of its own.
// Source   Nichols and Jacobson, Controlling Queue Delay, 2012; Maurer, Fail at Scale, 2015;
//          docs/decisions/0042-what-is-turned-away-before-it-is-accepted.md.
#pragma once

#include <algorithm>

#include "kernel/time.hpp"

namespace hapax {

struct QueueDelayOptions {
    Duration target = std::chrono::milliseconds(10);  // zero: nobody is shed for having waited
    Duration standing = std::chrono::milliseconds(100);
    Duration step_max = std::chrono::milliseconds(10);
};

class QueueDelay {
 public:
    explicit QueueDelay(const QueueDelayOptions& options) : options_(options) {}

    void dry(Instant now) {
        worked_ = Duration::zero();
        last_ = now;
    }
    void step(Instant now) {
        worked_ += std::min(now - last_, options_.step_max);
        last_ = now;
    }
    bool too_long(Instant arrived, Instant deadline) const {
        if (options_.target == Duration::zero() || worked_ < options_.standing) return false;
        const Duration allowed =
            deadline == never ? options_.target : std::min(options_.target, (deadline - arrived) / 2);
        return last_ - arrived > allowed;
    }

 private:
    QueueDelayOptions options_;
    Duration worked_{0};  // since it last ran dry
    Instant last_{};
};

}  // namespace hapax
