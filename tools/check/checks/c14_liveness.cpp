// C14, liveness: after the last fault is healed the service answers within answer_within, and what it accepted has ended
// within terminal_within; nothing accepted is still under way in the dump.

#include "tools/check/checks/c14_liveness.hpp"

#include <algorithm>

namespace hapax::check {

void Liveness::nemesis(std::string_view fault, std::int64_t now, std::uint32_t at) {
    healed_ = fault == "heal";
    healed_at_ = now;
    heal_line_ = at;
    first_invoke_ = first_answer_ = never;
    invoke_line_ = answer_line_ = 0;
    late_.clear();
}

void Liveness::invoked(std::int64_t now, std::uint32_t at) {
    if (!healed_ || first_invoke_ != never) return;
    first_invoke_ = now;
    invoke_line_ = at;
}

void Liveness::answered(std::int64_t now, std::uint32_t at) {
    if (!healed_ || first_answer_ != never) return;
    first_answer_ = now;
    answer_line_ = at;
}

void Liveness::told(const Operation& operation, const Call& call, State state, std::uint32_t at) {
    if (!healed_ || is_terminal(state) || state == State::absent || operation.acknowledged_at == never) return;
    const std::int64_t from = std::max(healed_at_, operation.acknowledged_at);
    if (call.invoked_at - from <= terminal_within_ || late_.size() == findings_shown_max) return;
    late_.push_back({operation.ok_line, at});
}

void Liveness::dumped(Evidence& evidence, const Operation& operation, State state, std::uint32_t at) {
    if (is_terminal(state) || !operation.acknowledged) return;
    evidence.findings.add(Check::liveness,
                          "an accepted operation is still '" + std::string(text(state)) + "' in the end",
                          {operation.ok_line, at});
}

void Liveness::finish(Evidence& evidence, std::int64_t last_time) {
    if (!healed_) return;
    for (const Late& late : late_) {
        evidence.findings.add(Check::liveness, "an accepted operation has not ended in time after the last fault",
                              {heal_line_, late.ok_line, late.line});
    }
    if (first_invoke_ == never) return;
    const std::int64_t waited = std::min(first_answer_, std::max(last_time, first_invoke_)) - first_invoke_;
    if (waited <= answer_within_) return;
    evidence.findings.add(Check::liveness, "the service did not answer in time after the last fault",
                          {heal_line_, invoke_line_, answer_line_});
}

}  // namespace hapax::check
