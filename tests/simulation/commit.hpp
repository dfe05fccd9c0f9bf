// The commit of the sources that this program was configured from, as git names it; "unknown" outside of a repository.
#pragma once

#include <string_view>

namespace hapax::simulated_bank {

std::string_view commit();

}  // namespace hapax::simulated_bank
