// Ledger: what the accounts must be after each record, folded by hand from a dump.
//
// Threads  values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dump.hpp"

namespace hapax::simulated_bank {

struct Movement {
    std::string operation;
    std::int64_t amount = 0;   // a withdrawal is negative
    std::int64_t balance = 0;  // after it
    Position position;
};

struct AccountHistory {
    std::vector<std::int64_t> balances;  // balances[v - 1] is that of version v
    std::vector<Position> positions;     // and this its record
    std::vector<Movement> movements;
};

using Ledger = std::map<std::string, AccountHistory>;

// Checks C1, C6 and C7 on the way.
Ledger fold(const Dump& dump);

}  // namespace hapax::simulated_bank
