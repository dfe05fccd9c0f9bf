#include "kernel/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace hapax {

void assertion_failed(const char* file, int line, const char* condition, const char* sentence) noexcept {
    std::fprintf(stderr, "hapax: assertion failed at %s:%d: %s (%s)\n", file, line, sentence, condition);
    std::abort();
}

}  // namespace hapax
