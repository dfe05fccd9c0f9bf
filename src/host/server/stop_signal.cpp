#include "host/server/stop_signal.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <unistd.h>

#include "adapters/runtime/threads/steady_clock.hpp"

namespace hapax {
namespace {

Instant deadline_of(Duration time) {
    const Instant now = steady_now();
    return time < never - now ? now + time : never;
}

timespec limit_of(Duration left) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    return {seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
}

// What interrupt() sends beside the number, so that it is not mistaken for somebody's wish.
char interruption = 0;

bool is_interruption(const siginfo_t& signal) {
    return signal.si_code == SI_QUEUE && signal.si_value.sival_ptr == &interruption;
}

}  // namespace

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
    const Instant deadline = deadline_of(time);
    while (true) {
        const timespec limit = limit_of(std::max(deadline - steady_now(), Duration::zero()));
        siginfo_t taken{};
        if (sigtimedwait(&signals_, &taken, &limit) > 0) return !is_interruption(taken);
        if (errno != EINTR) return false;
    }
}

void StopSignal::interrupt(pthread_t thread) {
    pthread_sigqueue(thread, SIGTERM, {.sival_ptr = &interruption});
}

void StopSignal::put_back() {
    ::kill(::getpid(), SIGTERM);
}

}  // namespace hapax
