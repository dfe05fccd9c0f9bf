// The clock of loops: CLOCK_MONOTONIC, which futex deadlines are measured on. Threads  any.
#pragma once

#include "kernel/time.hpp"

namespace hapax {

Instant steady_now();

}  // namespace hapax
