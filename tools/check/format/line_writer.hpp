// append_line: a Line as the text that LineParser reads, with its '\n'.
//
//   append_line(out, line);
//
// Threads  any.
#pragma once

#include <string>

#include "tools/check/format/line.hpp"

namespace hapax::check {

void append_line(std::string& out, const Line& line);

}  // namespace hapax::check
