#include "host/server/stop_watchdog.hpp"

#include <utility>

#include <unistd.h>

#include "host/server/exit_code.hpp"

namespace hapax {
namespace {

constexpr unsigned log_seconds_max = 1;

}  // namespace

StopWatchdog::StopWatchdog(const StopSignal& signal, const Orders& orders, Log& log, WaitsFor waits_for)
    : signal_(signal), orders_(orders), log_(log), waits_for_(std::move(waits_for)), thread_([this] { watch(); }) {}

StopWatchdog::~StopWatchdog() {
    stopped_ = true;
    StopSignal::interrupt(thread_.native_handle());
    thread_.join();
}

void StopWatchdog::watch() {
    const bool signalled = signal_.wait_for(orders_.deadline);
    if (!stopped_) end_process(signalled ? orders_.when_asked : orders_.when_late);
    if (signalled) StopSignal::put_back();  // it came as the watch ended: whoever listens next is meant
}

void StopWatchdog::end_process(const char* why) {
    ::alarm(log_seconds_max);
    log_.write(Level::error, why, {{"waited_for", waits_for_()}});
    ::_exit(exit_failed);
}

}  // namespace hapax
