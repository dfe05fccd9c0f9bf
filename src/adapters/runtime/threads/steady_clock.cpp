#include "adapters/runtime/threads/steady_clock.hpp"

#include <ctime>

namespace hapax {

Instant steady_now() {
    constexpr std::int64_t ns_per_s = 1'000'000'000;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return Instant(Duration(now.tv_sec * ns_per_s + now.tv_nsec));
}

}  // namespace hapax
