// StopSignal: SIGTERM and SIGINT as something to wait for.
//
//   StopSignal stop;                      // first thing in main, before any thread: all of them inherit the mask
//   stop.wait();                          // returns at the first signal
//   stop.wait_for(10s);                   // true at the next one, false when the time is over
//   stop.interrupt(thread);               // the wait_for() of that thread returns false: nobody asked to stop
//   stop.put_back();                      // one that wait_for() answered is there for the next who waits
//
// A pause of the process (SIGSTOP and SIGCONT, a debugger) ends no wait.
// Threads  made by the main thread; one thread waits at a time.
#pragma once

#include <csignal>

#include <pthread.h>

#include "kernel/time.hpp"

namespace hapax {

class StopSignal {
 public:
    StopSignal();
    void wait() const;
    bool wait_for(Duration time) const;
    static void interrupt(pthread_t thread);
    static void put_back();

 private:
    sigset_t signals_{};
};

}  // namespace hapax
