// C17: nothing that anybody saw is missing from the journal.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class NoGhost {
 public:
    void seen(Operation& operation, std::uint32_t at);
    void external(const Line& line, std::uint32_t at);
    void finish(Evidence& evidence, const Operation& operation);
    void finish(Evidence& evidence);

 private:
    Table<Once> external_;
};

}  // namespace hapax::check
