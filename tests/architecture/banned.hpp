// Words that a layer may not use, each with the rule it breaks and what to use instead.
//
//   std::vector<Finding> found;
//   find_banned("src/kernel/fold.hpp", source, found);
//
// Kernel, codec and application are pure or wait through ports only: a clock, a die, a thread or a file in them would
// make a simulated history differ from a real one.
// Source   ARCHITECTURE.md, sections 3 and 4; docs/guarantees.md, "one seed, one history".
#pragma once

#include <string>
#include <vector>

#include "layers.hpp"
#include "source_text.hpp"

namespace hapax::architecture {

struct Finding {
    std::string file;
    int line;
    std::string rule;
    std::string sentence;
};

void find_banned(const std::string& path, const Place& place, const SourceText& source, std::vector<Finding>& found);

}  // namespace hapax::architecture
