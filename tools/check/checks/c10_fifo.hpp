// C10: within a group, first deliveries come in the journal's order, without gaps, and none behind one that stops it.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Fifo {
 public:
    void message(Evidence& evidence, std::uint32_t number, std::uint32_t at);
    void finish(Evidence& evidence);
};

}  // namespace hapax::check
