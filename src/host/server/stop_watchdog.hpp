// StopWatchdog: ends the process when it is asked to while nobody else listens, or when its time is over.
//
//   const StopWatchdog watchdog(stop_signal, {10s, "asked a second time", "too late"}, log,
//                               [&] { return server.waits_for(); });
//   server.stop();                        // a call of the disk may hang in here
//
// The process then ends as in a crash, which is safe: with exit_failed and one line in the log that says what was still
// waited for. A log that hangs as well does not hold it up by more than log_seconds_max: SIGALRM ends it then.
//
// Threads  made and destroyed by the main thread; the watch is a thread of its own.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "host/server/stop_signal.hpp"
#include "ports/driven/log.hpp"

namespace hapax {

class StopWatchdog {
 public:
    struct Orders {
        Duration deadline;
        const char* when_asked;  // what the log says then
        const char* when_late;
    };
    using WaitsFor = std::function<std::string()>;  // called on the watch's thread

    StopWatchdog(const StopSignal& signal, const Orders& orders, Log& log, WaitsFor waits_for);
    ~StopWatchdog();
    StopWatchdog(const StopWatchdog&) = delete;
    StopWatchdog& operator=(const StopWatchdog&) = delete;

 private:
    void watch();
    [[noreturn]] void end_process(const char* why);

    const StopSignal& signal_;
    Orders orders_;
    Log& log_;
    WaitsFor waits_for_;
    std::atomic<bool> stopped_ = false;
    std::thread thread_;
};

}  // namespace hapax
