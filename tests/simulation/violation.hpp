// Violation: something that was promised did not hold. `what()` names the check and the few lines that prove it.
#pragma once

#include <stdexcept>
#include <string>

namespace hapax::simulated_bank {

class Violation : public std::runtime_error {
 public:
    Violation(const std::string& check, const std::string& witness) : runtime_error(check + "\n    " + witness) {}
};

inline void require(bool holds, const char* check, const std::string& witness) {
    if (!holds) throw Violation(check, witness);
}

}  // namespace hapax::simulated_bank
