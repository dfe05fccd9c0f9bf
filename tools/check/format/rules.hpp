// Rules: which fields a line of each kind must have and may have, and how its kind is told from them.
//
//   if (auto broken = classify(line)) complain(*broken);   // sets the line's kind
//
// Threads  functions of their arguments.
// Source   docs/formats/history.md.
#pragma once

#include <optional>
#include <string>

#include "tools/check/format/line.hpp"

namespace hapax::check {

// Says what is wrong, or sets the kind of the line.
std::optional<std::string> classify(Line& line);

// "submit" and "invoke", or "" and "record" for a dump: what the writer writes for a kind.
struct KindWords {
    std::string_view type;  // of a dump line: its `dump`
    std::string_view f;     // empty for nemesis and dump lines
};
KindWords words_of(LineKind kind);

}  // namespace hapax::check
