// C13: each message is in exactly one place.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include <optional>
#include <string>

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Conservation {
 public:
    std::optional<std::string> place(Evidence& evidence, const Line& line, std::uint32_t at);
    void finish(Evidence& evidence);
};

}  // namespace hapax::check
