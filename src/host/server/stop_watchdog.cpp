#include "host/server/stop_watchdog.hpp"

#include <utility>

#include <unistd.h>

#include "host/server/exit_code.hpp"

namespace hapax {
namespace {

constexpr unsigned log_seconds_max = 1;

}  // namespace

StopWatchdog::StopWatchdog(const StopSignal& signal, Duration deadline, Log& log, WaitsFor waits_for)
    : signal_(signal), deadline_(deadline), log_(log), waits_for_(std::move(waits_for)), thread_([this] { watch(); }) {}

StopWatchdog::~StopWatchdog() {
    stopped_ = true;
    StopSignal::interrupt(thread_.native_handle());
    thread_.join();
}

void StopWatchdog::watch() {
    const bool signalled = signal_.wait_for(deadline_);
    if (stopped_) return;
    end_process(signalled ? "asked to stop a second time: ending at once" : "the stop did not end in time: ending");
}

void StopWatchdog::end_process(const char* why) {
    ::alarm(log_seconds_max);
    log_.write(Level::error, why, {{"waited_for", waits_for_()}});
    ::_exit(exit_failed);
}

}  // namespace hapax
