// C2: what was acknowledged is there in the end.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Durable {
 public:
    void finish(Evidence& evidence, const Operation& operation);
};

}  // namespace hapax::check
