// Which tables of a catalogue are still needed?
//
// Threads  pure function.
#pragma once

#include <string>
#include <vector>

#include "adapters/views/sqlite/catalogue.hpp"

namespace hapax::sqlite {

// The wanted version in the wanted layout, or the one that serves until the wanted one does.
bool needed(const Entry& entry, const std::vector<Entry>& all, const std::vector<ViewSchema>& schemas);

}  // namespace hapax::sqlite
