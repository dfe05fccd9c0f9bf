// Operation: the life cycle of one operation as a pure state machine, one file per transition.
//
//   Operation op = accept(at);
//   execute(op);                                   // a try begins
//   if (attempt_failed(op, what, schedule) == AfterFailure::give_up) …   // stored as failed
//   commit(op, Outcome::accomplished, position);   // durable
//   complete(op);                                  // every required view shows it
//
//   accepted ─execute▶ executing ─commit▶ committed ─complete▶ completed
//                        │  ▲
//                        └──┘ attempt_failed
//
// Invariants
//   1. attempts counts the tries that began; it is 0 only while accepted.
//   2. position is set exactly from committed on.
//   3. A terminal state absorbs: no transition leaves it (asserts).
// Threads  values.
// Source   ARCHITECTURE.md, sections 5 and 8.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/commit.hpp"
#include "kernel/operation/state.hpp"
#include "kernel/time.hpp"

namespace hapax {

struct Operation {
    OperationState state = OperationState::accepted;
    Timestamp accepted_at;
    std::uint32_t attempts = 0;
    std::vector<std::string> causes;  // distinct, in the order in which they came
    std::optional<Position> position;
};

}  // namespace hapax
