// C11, monotone status: a call that began after a state was seen is never told one from before it; an end stays.

#include "tools/check/checks/c11_monotone_status.hpp"

namespace hapax::check {
namespace {

// Keeps the furthest state that anybody was told.
void remember(Operation& operation, State state, std::uint32_t at) {
    if (state <= operation.state) return;
    operation.state = state;
    operation.state_line = at;
}

bool two_ends(const Operation& operation, State state) {
    return is_terminal(operation.state) && is_terminal(state) && operation.state != state;
}

}  // namespace

void MonotoneStatus::told(Evidence& evidence, Operation& operation, const Call& call, State state, std::uint32_t at) {
    const bool repeat_of_acceptance = state == State::accepted && !is_terminal(call.known);  // a 202
    const bool back = !may_follow(call.known, state) && !repeat_of_acceptance;
    if (back || (state == State::accepted && is_terminal(call.known))) {
        evidence.findings.add(
            Check::monotone_status,
            "'" + std::string(text(state)) + "' was told after '" + std::string(text(call.known)) + "'",
            {call.known_line, call.line, at});
    } else if (two_ends(operation, state)) {
        evidence.findings.add(Check::monotone_status,
                              "an operation ended as '" + std::string(text(operation.state)) + "' and as '" +
                                  std::string(text(state)) + "'",
                              {operation.state_line, at});
    }
    remember(operation, state, at);
}

void MonotoneStatus::pushed(Evidence& evidence, Operation& operation, State state, std::uint32_t at) {
    if (two_ends(operation, state)) {
        evidence.findings.add(Check::monotone_status, "a push told another end than was told before",
                              {operation.state_line, at});
    }
    remember(operation, state, at);
}

void MonotoneStatus::dumped(Evidence& evidence, const Operation& operation, State state, std::uint32_t at) {
    if (!is_terminal(operation.state) || state == operation.state) return;
    evidence.findings.add(Check::monotone_status,
                          "an operation that ended as '" + std::string(text(operation.state)) + "' is '" +
                              std::string(text(state)) + "' in the end",
                          {operation.state_line, at});
}

}  // namespace hapax::check
