#include "adapters/runtime/threads/thread_runtime.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <pthread.h>
#include <sys/random.h>

#include "adapters/runtime/threads/futex_parker.hpp"
#include "adapters/runtime/threads/steady_clock.hpp"
#include "kernel/assert.hpp"
#include "kernel/random.hpp"

namespace hapax {
namespace {

constexpr std::size_t thread_name_max = 15;  // of the kernel

std::uint64_t seed_from_kernel() {
    std::uint64_t seed = 0;
    HAPAX_ASSERT(::getrandom(&seed, sizeof seed, 0) == static_cast<ssize_t>(sizeof seed), "the kernel gives a seed");
    return seed;
}

void name_this_thread(const std::string& name) {
    ::pthread_setname_np(::pthread_self(), name.substr(0, thread_name_max).c_str());
}

}  // namespace

void ThreadRuntime::spawn(std::string name, std::function<void()> loop) {
    std::lock_guard lock(mutex_);
    running_.push_back(name);
    threads_.emplace_back([this, name = std::move(name), loop = std::move(loop)] {
        name_this_thread(name);
        loop();
        returned(name);
    });
}

void ThreadRuntime::returned(const std::string& name) {
    std::lock_guard lock(mutex_);
    running_.erase(std::ranges::find(running_, name));
}

std::vector<std::string> ThreadRuntime::running() const {
    std::lock_guard lock(mutex_);
    return running_;
}

std::unique_ptr<Parker> ThreadRuntime::make_parker() {
    return std::make_unique<FutexParker>(Patience(options_.patience));
}

Instant ThreadRuntime::now() {
    return steady_now();
}

Timestamp ThreadRuntime::wall() {
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::uint64_t ThreadRuntime::random() {
    thread_local Random random(seed_from_kernel());
    return random.next();
}

bool ThreadRuntime::look(const std::function<bool()>& found) {
    constexpr int looks = 1;  // they are system calls
    return Patience(options_.patience).look(found, looks);
}

void ThreadRuntime::join() {
    for (auto threads = take_threads(); !threads.empty(); threads = take_threads()) {
        for (std::thread& thread : threads) thread.join();
    }
}

std::vector<std::thread> ThreadRuntime::take_threads() {
    std::lock_guard lock(mutex_);
    return std::exchange(threads_, {});
}

}  // namespace hapax
