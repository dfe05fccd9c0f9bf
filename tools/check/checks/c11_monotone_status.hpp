// C11: what is told of an operation goes forward, and its end stays.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/calls.hpp"
#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class MonotoneStatus {
 public:
    void told(Evidence& evidence, Operation& operation, const Call& call, State state, std::uint32_t at);
    void pushed(Evidence& evidence, Operation& operation, State state, std::uint32_t at);
    void dumped(Evidence& evidence, const Operation& operation, State state, std::uint32_t at);
};

}  // namespace hapax::check
