// From assignments to a configuration: defaults, then each source over the one before, then what must hold together.
//
//   Result<Resolved> resolved = resolve({file, environment, flags});      // lowest first
//   resolved->config.server.wait, resolved->origins.at("server.wait")
//
// Errors   config_errc::invalid; the detail has one line for each problem of every source, not only the first.
// Threads  pure function.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/config/assignment.hpp"
#include "host/config/config.hpp"
#include "kernel/error.hpp"

namespace hapax {

namespace config_errc {
constexpr ErrorCode usage{"config-usage", Handling::fatal};      // the command line cannot be understood
constexpr ErrorCode invalid{"config-invalid", Handling::fatal};  // a value is unknown, wrong or out of range
}  // namespace config_errc

namespace configuration {

struct Resolved {
    Config config;
    std::map<std::string, std::string> origins;  // by path
};

Result<Resolved> resolve(const std::vector<SourceReading>& sources);

}  // namespace configuration
}  // namespace hapax
