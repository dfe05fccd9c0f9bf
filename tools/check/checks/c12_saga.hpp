// C12: a saga does all its steps in order, or takes back what it did in reverse.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class SagaSteps {
 public:
    void step(Evidence& evidence, Saga& saga, std::int64_t step, bool undo, std::uint32_t at);
    void finish(Evidence& evidence, const Saga& saga);
};

}  // namespace hapax::check
