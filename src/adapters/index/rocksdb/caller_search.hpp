// What one run of the index has of one caller, the newest first.
//
//   read_caller(tables, 7, scope, Position{900}, 50, entries);     // appends, until there are 50
//
// Errors   index_errc.
// Threads  any.
#pragma once

#include <vector>

#include "adapters/index/rocksdb/tables.hpp"

namespace hapax::index {

Result<void> read_caller(const Tables& tables, std::uint32_t run, CallerScope scope, Position before,
                         std::size_t entries_max, std::vector<CallerEntry>& entries);

}  // namespace hapax::index
