// The views of a database that nobody serves, for tools: what is there, and what shall be built anew.
//
//   auto views = stored_views({.path = "data/views.sqlite"});      // beside a server too; reads only
//   forget_view({.path = …}, "balances");                          // its next start builds it from position 0
//   forget_all_views({.path = …});                                 // its next start builds all of them
//
// Forgetting needs a database that no server has open: the caller holds the journal's lock. Whatever it is interrupted
// in, views.mark never vouches for a database that was changed and not synced.
// Errors   views_errc; unknown_view for a name that the database does not hold, or when there is no database.
// Threads  functions of their arguments.
#pragma once

#include <string>
#include <vector>

#include "adapters/views/sqlite/sqlite_views.hpp"

namespace hapax {

struct StoredView {
    std::string name;
    std::uint32_t version = 0;
    Position checkpoint;
    bool serving = false;
};

Result<std::vector<StoredView>> stored_views(const SqliteViewsOptions& options);
Result<void> forget_view(const SqliteViewsOptions& options, const std::string& name);
Result<void> forget_all_views(const SqliteViewsOptions& options);

}  // namespace hapax
