// The command line of the hapax tool.
//
//   auto order = read_order({"store", "verify", "--data", "var/bank"}, environment);
//   if (!order) …        // config_errc::usage → exit 2, config_errc::invalid → exit 3; one line each
//
// Where a store lies comes from the same sources as a server's: TOML file < environment < --data.
// Threads  reads the file named by --config; otherwise pure.
#pragma once

#include <string>
#include <vector>

#include "host/config/environment_source.hpp"
#include "kernel/error.hpp"
#include "tools/hapax/order.hpp"

namespace hapax::tools {

Result<Order> read_order(const std::vector<std::string>& arguments, const configuration::Environment& environment);

}  // namespace hapax::tools
