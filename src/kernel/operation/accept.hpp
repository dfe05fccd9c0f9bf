// accept: an operation that nobody knows arrives.
#pragma once

#include "kernel/operation/operation.hpp"

namespace hapax {

inline Operation accept(Timestamp at) {
    Operation operation;
    operation.accepted_at = at;
    return operation;
}

}  // namespace hapax
