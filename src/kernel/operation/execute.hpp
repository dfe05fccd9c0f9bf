// execute: a try begins, the first or a later one.
#pragma once

#include "kernel/assert.hpp"
#include "kernel/operation/operation.hpp"

namespace hapax {

inline void execute(Operation& operation) {
    HAPAX_ASSERT(operation.state == OperationState::accepted || operation.state == OperationState::executing,
                 "only an operation that is not decided can be tried");
    operation.state = OperationState::executing;
    ++operation.attempts;
}

}  // namespace hapax
