// CompletionTracker: who waits for which position, and what they get when every required view shows it.
//
//   tracker.add(answers);
//   tracker.advance(projector.completed_through(), projector.failing());
//   tracker.flush();
//
// Invariants
//   1. completed_through only grows: what was completed stays completed.
//   2. Nobody hears `completed` before completed_through ≥ the record's position, repeats included.
//   3. While a required view fails, whoever waits for completion gets StillRunning at once.
//   4. Nobody hears StillRunning of a refusal: it is final when it is durable.
// Threads  owned by the projector's loop.
// Source   ARCHITECTURE.md, sections 4 and 5, steps 8 and 9.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "application/completion/messages.hpp"
#include "application/verdict_batches.hpp"

namespace hapax {

class CompletionTracker {
 public:
    using Reached = std::function<std::vector<ViewReached>(Position)>;
    CompletionTracker(VerdictBatches verdicts, Reached reached)
        : verdicts_(std::move(verdicts)), reached_(std::move(reached)) {}

    void add(std::vector<AwaitedAnswer>& answers);
    void add(std::vector<AwaitedStatus>& statuses);
    void gone(const std::vector<WaiterGone>& waiters);
    void advance(Position completed_through, bool failing);
    void flush() { verdicts_.flush(); }

    Position completed_through() const { return completed_through_; }
    std::size_t waiting() const { return answers_.size() + statuses_.size(); }

 private:
    bool shown(const StoredCommit& record) const { return record.position <= completed_through_; }
    bool answer(const AwaitedAnswer& awaited);
    bool answer(const AwaitedStatus& awaited, bool now);
    StatusDocument document(const AwaitedStatus& awaited, OperationState state) const;

    VerdictBatches verdicts_;
    Reached reached_;
    Position completed_through_;
    bool failing_ = false;
    std::deque<AwaitedAnswer> answers_;  // by position
    std::vector<AwaitedStatus> statuses_;
};

}  // namespace hapax
