// C5: an operation whose every submission failed, or that nobody submitted, has no effect.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class FailIsFail {
 public:
    void record(Evidence& evidence, Operation& operation, std::uint32_t at);
};

}  // namespace hapax::check
