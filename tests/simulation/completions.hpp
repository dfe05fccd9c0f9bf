// Completions: which version of each account somebody had seen completed, at any moment of a history.
//
//   Completions completions(history, dump);
//   std::uint64_t least = completions.before(read);    // 0: none
//
// Threads  a value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dump.hpp"
#include "history.hpp"

namespace hapax::simulated_bank {

class Completions {
 public:
    Completions(const History& history, const Dump& dump);

    // The highest version of the account that is read which was seen completed before the read began.
    std::uint64_t before(const Attempt& read) const;

 private:
    struct Seen {
        std::uint64_t at = 0;
        std::uint64_t version = 0;  // the highest up to here
    };
    std::map<std::string, std::vector<Seen>, std::less<>> by_account_;
};

}  // namespace hapax::simulated_bank
