// What the engine hands to the completion tracker. Batches, not single answers.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "ports/driving/operations.hpp"

namespace hapax {

// A durable record and somebody who waits for its answer.
struct AwaitedAnswer {
    std::shared_ptr<const StoredCommit> record;
    Waiter waiter;
    WaitFor wait_for = WaitFor::completion;
    bool replayed = false;
};

// A durable record and somebody who asks for its status.
struct AwaitedStatus {
    std::shared_ptr<const StoredCommit> record;
    Inquiry inquiry;
};

struct WaiterGone {
    Waiter waiter;
    GiveUp why = GiveUp::closed;
};

// New records are durable: there is something to project, even if nobody waits.
struct Advanced {};

// A reader met views that cannot be used.
struct ViewsBroken {};

// Somebody follows how operations end, or nobody does any more.
struct FeedsListen {
    bool listen = false;
};

// A read waits until this view shows this position.
struct AwaitedView {
    std::uint32_t view = 0;
    Position position;
};

using CompletionMessage = std::variant<Advanced, std::vector<AwaitedAnswer>, std::vector<AwaitedStatus>, WaiterGone,
                                       ViewsBroken, FeedsListen, AwaitedView>;

}  // namespace hapax
