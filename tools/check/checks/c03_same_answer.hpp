// C3: all final answers of an operation are the same, and so are its terminal documents.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class SameAnswer {
 public:
    void submit_ok(Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at);
    void document(Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at);
    void dumped(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at);
};

}  // namespace hapax::check
