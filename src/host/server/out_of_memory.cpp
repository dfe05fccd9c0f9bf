#include "host/server/out_of_memory.hpp"

#include <cstdlib>
#include <new>
#include <string_view>

#include <unistd.h>

namespace hapax {
namespace {

[[noreturn]] void end() {
    constexpr std::string_view line = "hapax: out of memory; stopping, a restart recovers\n";
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    std::abort();
}

}  // namespace

void end_when_out_of_memory() {
    std::set_new_handler(end);
}

}  // namespace hapax
