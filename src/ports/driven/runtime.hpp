// Runtime: the only way to wait, to know the time and to draw random numbers.
//
//   auto parker = runtime.make_parker();
//   while (parker->park(runtime.now() + 100ms)) work();
//
// In production a loop is a thread; in simulation it is a fiber under virtual time. Loops may be preempted only at
// park() and inside port calls, so application code needs no locks.
//
// Rules every implementation obeys
//   1. park() returns true if a token was there or came before the deadline, and takes it; false at the deadline.
//   2. unpark() leaves at most one token; it may be called from any loop and from threads that are no loops.
//   3. Everything written before unpark() is seen after the park() that it ends.
//   4. spawn() may be called before and while loops run; a loop ends by returning.
//   5. A simulated crash is thrown out of park() and port calls; it is no std::exception: never `catch (...)`.
// Threads  each Parker is parked on by one loop; everything else from anywhere.
// Source   ARCHITECTURE.md, section 4.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/assert.hpp"
#include "kernel/time.hpp"

namespace hapax {

class Parker {
 public:
    virtual ~Parker() = default;
    virtual bool park(Instant deadline) = 0;
    virtual void unpark() = 0;
};

class Runtime {
 public:
    virtual ~Runtime() = default;
    virtual void spawn(std::string name, std::function<void()> loop) = 0;
    virtual std::unique_ptr<Parker> make_parker() = 0;
    virtual Instant now() = 0;
    virtual Timestamp wall() = 0;
    virtual std::uint64_t random() = 0;

    // For a loop that sleeps elsewhere than in park(), as in the kernel's poll: whether `found` came true while the
    // runtime was patient enough to look for it. False: the loop may sleep.
    virtual bool look(const std::function<bool()>& found) { return found(); }

    // The world failed in a way that only a restart repairs (a failed sync, lost history): ends the process at once,
    // without a clean end. No assertion: nobody was wrong. In simulation the simulated process dies.
    [[noreturn]] virtual void abort(std::string_view why) { end_process(why); }
};

}  // namespace hapax
