// The command line of a server, and with it the whole configuration: TOML file < environment < flags.
//
//   bank serve --listen 127.0.0.1:8080 --data ./var/bank [--config bank.toml] [--server.wait 5s] [--print-config]
//
//   bank openapi
//
//   auto launch = read_command_line("bank", arguments, environment);
//   if (!launch) …                                 // exit 2 for config_errc::usage, 3 for config_errc::invalid
//   if (launch->action == Action::print) …         // launch->text to stdout, exit 0
//
// Every setting is a flag by its path; --listen, --data and --insecure are short names.
// Errors   config_errc::usage, config_errc::invalid with one line for each problem.
// Threads  reads the file named by --config; otherwise pure.
#pragma once

#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/config/environment_source.hpp"
#include "host/config/resolve.hpp"
#include "kernel/error.hpp"

namespace hapax {

struct Launch {
    enum class Action : unsigned char { serve, print, openapi };
    Action action = Action::serve;
    Config config;
    std::string text;  // of print: help, or what --print-config shows
};

Result<Launch> read_command_line(const std::string& program, const std::vector<std::string>& arguments,
                                 const configuration::Environment& environment);

}  // namespace hapax
