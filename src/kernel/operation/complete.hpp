// complete: every required view shows the operation. Once completed it stays completed.
#pragma once

#include "kernel/assert.hpp"
#include "kernel/operation/operation.hpp"

namespace hapax {

inline void complete(Operation& operation) {
    HAPAX_ASSERT(operation.state == OperationState::committed, "only a committed operation can be completed");
    operation.state = OperationState::completed;
}

}  // namespace hapax
