// C18, loss guard: the journal's end is never below a position that was seen anywhere before.

#include "tools/check/checks/c18_loss_guard.hpp"

namespace hapax::check {

void LossGuard::seen(std::int64_t position, std::uint32_t at) {
    if (position <= highest_) return;
    highest_ = position;
    highest_line_ = at;
}

void LossGuard::journal(Evidence& evidence, std::int64_t end, std::uint32_t at) {
    if (end < highest_) {
        evidence.findings.add(
            Check::loss_guard,
            "the journal ends at " + std::to_string(end) + ", and " + std::to_string(highest_) + " was seen before",
            {highest_line_, at});
    }
    seen(end, at);
}

}  // namespace hapax::check
