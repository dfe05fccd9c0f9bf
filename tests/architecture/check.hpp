// The checks of the tree over one file: path and text in, broken rules out.
//
//   for (const Finding& f : check("src/kernel/fold.hpp", text)) std::cerr << describe(f);
//
// Rules    layers (includes), third-party, clock, random, thread, io, environment, coroutine, catch-all, order, assert,
//          sleep, header (guard and banner), folder (a folder that the table of the house does not know).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "banned.hpp"

namespace hapax::architecture {

std::vector<Finding> check(const std::string& path, std::string_view text);

// file:line: rule <name>: sentence
std::string describe(const Finding& finding);

}  // namespace hapax::architecture
