// Listing: what somebody was shown who listed a caller's operations page by page, as far as he came.
//
// Threads  a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hapax::simulated_bank {

struct ListedItem {
    std::string operation;
    std::string status;
    std::optional<std::uint64_t> position;  // nothing: it runs
};

struct Listing {
    std::string caller;
    bool refusals_only = false;  // status=rejected was asked for
    std::uint64_t begun = 0;     // how many events of the history had happened then
    std::uint64_t down_to = 0;   // every position from here up was promised; 1: all
    std::uint64_t pages = 0;
    std::vector<ListedItem> items;
};

}  // namespace hapax::simulated_bank
