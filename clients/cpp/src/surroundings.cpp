#include "hapax/client/surroundings.hpp"

#include <chrono>
#include <utility>

#include <sys/random.h>

#include "kernel/assert.hpp"

namespace hapax::client {
namespace {

using std::chrono::steady_clock, std::chrono::system_clock;

class RealSurroundings final : public Surroundings {
 public:
    Instant now() override { return Instant(steady_clock::now().time_since_epoch()); }

    Timestamp wall() override {
        return {std::chrono::floor<std::chrono::microseconds>(system_clock::now().time_since_epoch()).count()};
    }

    // From the kernel each time: ids of two clients, and of a process and its fork, must not meet.
    std::uint64_t random() override {
        std::uint64_t number = 0;
        const auto got = ::getrandom(&number, sizeof number, 0);
        HAPAX_ASSERT(got == static_cast<ssize_t>(sizeof number), "the kernel gives random numbers");
        return number;
    }

    void wait(std::unique_lock<std::mutex>& lock, std::condition_variable_any& changed, Instant until,
              const std::stop_token& stop) override {
        bool woken = false;  // the predicate is asked before the wait and after each wake-up
        changed.wait_until(lock, stop, steady_clock::time_point(until.time_since_epoch()),
                           [&] { return std::exchange(woken, true); });
    }
};

}  // namespace

void wait_until(Surroundings& surroundings, Instant at, const std::stop_token& stop) {
    std::mutex nobodys;
    std::condition_variable_any nothing_changes;
    std::unique_lock lock(nobodys);  // cppcheck-suppress localMutex
    while (!stop.stop_requested() && surroundings.now() < at) surroundings.wait(lock, nothing_changes, at, stop);
}

std::shared_ptr<Surroundings> make_surroundings() {
    return std::make_shared<RealSurroundings>();
}

}  // namespace hapax::client
