// Patience: how long a thread looks for work before it lets the kernel put it to sleep.
//
//   Patience patience(std::chrono::microseconds{200});
//   if (!patience.look([&] { return take(); }, 16)) sleep();
//
// Waking a thread that sleeps on an idle core costs many times what a hand-over to one that looks does; on a virtual
// machine, where an idle core is given back to the host, it costs ten to twenty microseconds. So a loop that has just
// worked looks for more for a moment. It never takes a core from anybody: between looks it yields, and when somebody
// else has used the core meanwhile, it goes to sleep at once. So a busy machine does not pay for it.
// Units    `looks` between two yields: few when a look is a system call.
// Threads  any.
// Source   docs/decisions/0018-loops-look-before-they-sleep.md.
#pragma once

#include <chrono>
#include <thread>

#include "adapters/runtime/threads/steady_clock.hpp"
#include "kernel/time.hpp"

namespace hapax {

class Patience {
 public:
    explicit Patience(Duration limit) : limit_(limit) {}

    template <class Found>
    bool look(Found&& found, int looks) const {
        if (limit_ <= Duration{0}) return false;
        Instant now = steady_now();
        for (const Instant until = now + limit_; now < until;) {
            for (int i = 0; i < looks; ++i) {
                if (found()) return true;
            }
            const Instant before = steady_now();
            std::this_thread::yield();
            now = steady_now();
            if (now - before > wanted_by_others) return false;
        }
        return false;
    }

 private:
    // A yield to nobody takes less than one microsecond, a switch to another thread and back several.
    static constexpr Duration wanted_by_others = std::chrono::microseconds{3};

    Duration limit_;
};

}  // namespace hapax
