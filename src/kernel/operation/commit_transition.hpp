// commit: the decision is durable at a position. What it says decides the state.
#pragma once

#include "kernel/assert.hpp"
#include "kernel/operation/operation.hpp"

namespace hapax {

// The state of a durable record, before and after every required view shows it.
constexpr OperationState state_of(Outcome outcome, bool shown) {
    switch (outcome) {
        case Outcome::accomplished:
            return shown ? OperationState::completed : OperationState::committed;
        case Outcome::rejected:
        case Outcome::precondition_failed:
            return OperationState::rejected;
        case Outcome::failed:
            return OperationState::failed;
    }
    return OperationState::unknown;
}

inline void commit(Operation& operation, Outcome outcome, Position position) {
    HAPAX_ASSERT(operation.state == OperationState::executing, "only what was tried can be committed");
    HAPAX_ASSERT(position.value != 0, "a commit has a position");
    operation.state = state_of(outcome, false);
    operation.position = position;
}

}  // namespace hapax
