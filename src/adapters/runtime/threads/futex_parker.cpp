#include "adapters/runtime/threads/futex_parker.hpp"

#include <cerrno>
#include <ctime>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr int looks = 16;  // between two yields: about a microsecond

long futex(std::atomic<std::uint32_t>& word, int call, std::uint32_t value, const timespec* deadline) {
    static_assert(sizeof word == sizeof(std::uint32_t), "the kernel compares the atomic's own four bytes");
    return ::syscall(SYS_futex, &word, call | FUTEX_PRIVATE_FLAG, value, deadline, nullptr, FUTEX_BITSET_MATCH_ANY);
}

timespec timespec_of(Instant instant) {
    const std::int64_t ns = instant.time_since_epoch().count();
    return {static_cast<time_t>(ns / ns_per_s), static_cast<long>(ns % ns_per_s)};
}

}  // namespace

bool FutexParker::park(Instant deadline) {
    if (take_token()) return true;
    if (deadline <= steady_now()) return false;
    // Who waits for a time does not expect anything soon.
    if (deadline == never && patience_.look([this] { return take_token_soon(); }, looks)) return true;
    std::uint32_t found = empty;
    if (!word_.compare_exchange_strong(found, sleeping, std::memory_order_acquire)) return take_token();
    while (word_.load(std::memory_order_acquire) == sleeping) {
        if (!sleep_until(deadline)) break;
    }
    return word_.exchange(empty, std::memory_order_acquire) == token;
}

void FutexParker::unpark() {
    if (word_.exchange(token, std::memory_order_acq_rel) != sleeping) return;
    // The owner may have taken the token and be gone by now: the address is only a name, so the answer is not asked.
    futex(word_, FUTEX_WAKE, 1, nullptr);
}

bool FutexParker::take_token() {
    std::uint32_t expected = token;
    return word_.compare_exchange_strong(expected, empty, std::memory_order_acquire);
}

bool FutexParker::take_token_soon() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
    return take_token();
}

bool FutexParker::sleep_until(Instant deadline) {
    const timespec at = timespec_of(deadline);
    const timespec* limit = deadline == never ? nullptr : &at;
    if (futex(word_, FUTEX_WAIT_BITSET, sleeping, limit) == 0 || errno == EAGAIN || errno == EINTR) return true;
    HAPAX_ASSERT(errno == ETIMEDOUT, "the kernel lets a thread sleep");
    return false;
}

}  // namespace hapax
