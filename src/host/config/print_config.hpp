// What holds and where each value came from, as a TOML file that would give the same configuration.
//
//   [server]
//   wait = "5s"  # HAPAX_SERVER__WAIT
//
// Threads  pure function.
#pragma once

#include <string>

#include "host/config/resolve.hpp"

namespace hapax::configuration {

std::string print_config(const Resolved& resolved);

}  // namespace hapax::configuration
