// Violation: something that was promised did not hold. `what()` names the check and the few lines that prove it.
#pragma once

#include <concepts>
#include <stdexcept>
#include <string>

namespace hapax::simulated_bank {

class Violation : public std::runtime_error {
 public:
    explicit Violation(const std::string& text) : runtime_error(text) {}
    Violation(const std::string& check, const std::string& witness) : runtime_error(check + "\n    " + witness) {}
};

// The witness is a text, or says how to write one: it is written for a violation only.
template <class Witness>
void require(bool holds, const char* check, const Witness& witness) {
    if (holds) return;
    if constexpr (std::invocable<Witness>) throw Violation(check, witness());
    if constexpr (!std::invocable<Witness>) throw Violation(check, witness);
}

}  // namespace hapax::simulated_bank
