// InputLine: one line that was read, with all that it stands on, so that it can be handed on while others are read.
//
// Lifetime  the texts of `line` are views into `text` and `parser`: the object is handed on by its address, and used anew.
// Threads   a value; one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tools/check/format/line_parser.hpp"

namespace hapax::check {

struct InputLine {
    std::string text;  // and its '\n'
    LineParser parser;
    Line line;
    std::uint32_t number = 0;       // in the order in which lines are judged, from 1
    std::uint32_t file = 0;         // of those that were named, from 0
    std::uint32_t file_number = 0;  // in its file, from 1

    std::string_view shown() const { return std::string_view(text).substr(0, text.size() - 1); }
};

using InputLinePointer = std::unique_ptr<InputLine>;

}  // namespace hapax::check
