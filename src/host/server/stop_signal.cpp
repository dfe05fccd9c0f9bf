#include "host/server/stop_signal.hpp"

#include <ctime>

namespace hapax {

StopSignal::StopSignal() {
    std::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignal::wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
}

bool StopSignal::wait_for(Duration time) const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    const timespec limit{seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
    return sigtimedwait(&signals_, nullptr, &limit) > 0;
}

void StopSignal::interrupt(pthread_t thread) {
    pthread_kill(thread, SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread): it waits for it, nothing dies
}

}  // namespace hapax
