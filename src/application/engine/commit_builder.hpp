// From a running operation and what was decided to the commit that makes it durable. Pure.
//
//   Commit c = accomplished(running, std::move(decided), Version{41}, now);
//
// The submission's strings move into the commit; `give_back` returns them when the store did not take it.
// Threads  values.
#pragma once

#include "application/engine/registry.hpp"
#include "kernel/commit.hpp"

namespace hapax {

Commit accomplished(Running& running, Decided decided, Version judged_at, Timestamp now);
Commit rejected(Running& running, Rejection rejection, Version judged_at, Timestamp now);
Commit precondition_failed(Running& running, Version current, Timestamp now);
Commit given_up(Running& running, Timestamp now);

void give_back(Running& running, Commit commit);

// What the record of a submission will roughly take in the journal, before it is decided.
std::uint64_t bytes_guess(const Submission& submission);

}  // namespace hapax
