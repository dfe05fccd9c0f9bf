// Stand-ins: may an old version of a table answer readers of a newer schema, and which tables are still needed?
//
// Threads  pure functions.
#pragma once

#include <string>
#include <vector>

#include "adapters/views/sqlite/catalogue.hpp"

namespace hapax::sqlite {

// Every column that readers want is there with its type, or may be NULL. Anything else would be invented.
bool suffices(const ViewSchema& stored, const ViewSchema& wanted);

// The wanted version in the wanted layout, or the one that serves until the wanted one does.
bool needed(const Entry& entry, const std::vector<Entry>& all, const std::vector<ViewSchema>& schemas);

}  // namespace hapax::sqlite
