// C1: an operation, a step of a saga and an external step happen at most once.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class AtMostOnce {
 public:
    void record(Evidence& evidence, const Operation& before, const Line& line, std::uint32_t at);
    void external(Evidence& evidence, const Line& line, std::uint32_t at);

 private:
    Table<Once> steps_;
    Table<Once> charges_;
};

}  // namespace hapax::check
