// Identity: who asks, as a request's Authorization field says.
//
//   Caller caller = identity.caller(request.field(Field::authorization));   // empty when the field is absent
//
// The caller is half of what an operation is known by: another caller's operation of the same id is another operation.
// Invariants
//   1. The same field names the same caller for as long as a process runs.
//   2. caller() neither blocks nor fails: what it cannot tell is the caller that may do least.
// Threads  any.
// Source   ARCHITECTURE.md, section 1.
#pragma once

#include <string_view>

#include "kernel/ids.hpp"

namespace hapax {

class Identity {
 public:
    virtual ~Identity() = default;
    virtual Caller caller(std::string_view authorization) const = 0;
};

}  // namespace hapax
