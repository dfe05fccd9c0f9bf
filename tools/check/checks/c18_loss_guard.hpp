// C18: the journal is never behind anything that was seen before.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class LossGuard {
 public:
    void seen(std::int64_t position, std::uint32_t at);
    void journal(Evidence& evidence, std::int64_t end, std::uint32_t at);

 private:
    std::int64_t highest_ = 0;
    std::uint32_t highest_line_ = 0;
};

}  // namespace hapax::check
