#include "host/server/crash_order.hpp"

#ifdef HAPAX_CRASHPOINTS

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "host/server/exit_code.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax {
namespace {

constexpr const char* variable = "HAPAX_CRASHPOINT";

std::string point;
std::atomic<std::uint64_t> hits_left = 0;

void die_when_it_is_time(const char* name) {
    if (point != name) return;
    if (hits_left.fetch_sub(1) == 1) std::raise(SIGKILL);
}

bool read(std::string_view order) {
    const std::size_t colon = order.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view number = order.substr(colon + 1);
    std::uint64_t hit = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), hit);
    if (error != std::errc{} || end != number.data() + number.size() || hit == 0) return false;
    point = order.substr(0, colon);
    hits_left = hit;
    return true;
}

}  // namespace

void take_crash_order() {
    const char* const order = std::getenv(variable);
    if (order == nullptr) return;
    if (!read(order)) {
        std::fprintf(stderr, "hapax: %s=%s: not NAME:HIT with HIT from 1 on\n", variable, order);
        std::exit(exit_usage);
    }
    crash_hook = die_when_it_is_time;
}

}  // namespace hapax

#else

namespace hapax {
void take_crash_order() {}
}  // namespace hapax

#endif
