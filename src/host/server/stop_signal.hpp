// StopSignal: SIGTERM and SIGINT as something to wait for.
//
//   StopSignal stop;            // first thing in main, before any thread: all of them inherit the mask
//   stop.wait();                // returns at the first signal; a second one ends the process at once
//
// Threads  made and waited for by the main thread.
#pragma once

#include <csignal>

namespace hapax {

class StopSignal {
 public:
    StopSignal();
    int wait();

 private:
    sigset_t signals_{};
};

}  // namespace hapax
