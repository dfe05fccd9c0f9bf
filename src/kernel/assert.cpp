#include "kernel/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace hapax {

void assertion_failed(const char* file, int line, const char* condition, const char* sentence) noexcept {
    std::fprintf(stderr, "hapax: assertion failed at %s:%d: %s (%s)\n", file, line, sentence, condition);
    std::abort();
}

void end_process(std::string_view why) noexcept {
    std::fprintf(stderr, "hapax: stopping at once: %.*s; a restart recovers\n", static_cast<int>(why.size()),
                 why.data());
    std::abort();
}

}  // namespace hapax
