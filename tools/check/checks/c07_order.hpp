// C7: positions and versions are dense, and the journal's order is that of real time.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class JournalOrder {
 public:
    void record(Evidence& evidence, Stream& before, const Operation& operation, const Line& line, std::uint32_t at);
    void finish(Evidence& evidence, std::uint32_t last_line);

 private:
    std::uint64_t position_ = 0;
};

}  // namespace hapax::check
