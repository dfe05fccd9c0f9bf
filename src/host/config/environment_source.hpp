// Assignments of the environment: HAPAX_SERVER__LISTEN is server.listen, two underscores are the dot.
//
//   SourceReading reading = read_environment({"HAPAX_SERVER__WAIT=5s", "PATH=/bin"});
//
// A variable that begins with HAPAX_ and has no "__" is no setting and is left alone.
// Errors   a name that has the form of a setting and is none.
// Threads  pure function.
#pragma once

#include <string>
#include <vector>

#include "host/config/assignment.hpp"

namespace hapax::configuration {

using Environment = std::vector<std::string>;  // "NAME=value"

SourceReading read_environment(const Environment& environment);

}  // namespace hapax::configuration
