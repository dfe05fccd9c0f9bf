#include "application/completion/tracker.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "kernel/operation/commit_transition.hpp"
#include "kernel/operation/revision.hpp"

namespace hapax {
namespace {

Position position_of(const AwaitedAnswer& awaited) {
    return awaited.record->position;
}

// What somebody is told who waits no longer. A refusal is final as soon as it is durable: whoever was told it once must
// not hear less from a repeat.
Verdict known_so_far(const AwaitedAnswer& awaited) {
    if (awaited.record->commit.outcome == Outcome::accomplished) return StillRunning{awaited.record->position};
    return Finished{awaited.record, awaited.replayed};
}

// Who is gone, found quickly: many connections may close at once.
class Gone {
 public:
    explicit Gone(const std::vector<WaiterGone>& waiters) {
        for (const WaiterGone& gone : waiters) by_waiter_[{gone.waiter.edge, gone.waiter.token}] = gone.why;
    }
    std::optional<GiveUp> why(Waiter waiter) const {
        const auto it = by_waiter_.find({waiter.edge, waiter.token});
        return it == by_waiter_.end() ? std::nullopt : std::optional(it->second);
    }

 private:
    std::map<std::pair<std::uint32_t, std::uint64_t>, GiveUp> by_waiter_;
};

}  // namespace

void CompletionTracker::add(std::vector<AwaitedAnswer>& answers) {
    for (AwaitedAnswer& awaited : answers) {
        if (answer(awaited)) continue;
        const auto place = std::ranges::upper_bound(answers_, position_of(awaited), {}, position_of);
        answers_.insert(place, std::move(awaited));
    }
}

void CompletionTracker::add(std::vector<AwaitedStatus>& statuses) {
    for (AwaitedStatus& awaited : statuses) {
        if (!answer(awaited, false)) statuses_.push_back(std::move(awaited));
    }
}

void CompletionTracker::advance(Position completed_through, bool failing) {
    completed_through_ = std::max(completed_through_, completed_through);
    failing_ = failing;
    if (failing_) {
        std::erase_if(answers_, [this](const AwaitedAnswer& awaited) { return answer(awaited); });
    } else {
        while (!answers_.empty() && answer(answers_.front())) answers_.pop_front();
    }
    std::erase_if(statuses_, [this](const AwaitedStatus& awaited) { return answer(awaited, false); });
}

bool CompletionTracker::answer(const AwaitedAnswer& awaited) {
    if (shown(*awaited.record)) {
        verdicts_.add(awaited.waiter, Finished{awaited.record, awaited.replayed});
        return true;
    }
    if (awaited.wait_for != WaitFor::commit && !failing_) return false;
    verdicts_.add(awaited.waiter, known_so_far(awaited));
    return true;
}

bool CompletionTracker::answer(const AwaitedStatus& awaited, bool now) {
    const OperationState state = state_of(awaited.record->commit.outcome, shown(*awaited.record));
    const Inquiry& inquiry = awaited.inquiry;
    const bool changed =
        inquiry.wait == Inquiry::Wait::change && inquiry.seen != revision_of(state, awaited.record->commit.attempts);
    if (!now && inquiry.wait != Inquiry::Wait::none && !terminal(state) && !changed) return false;
    verdicts_.add(inquiry.waiter, document(awaited, state));
    return true;
}

StatusDocument CompletionTracker::document(const AwaitedStatus& awaited, OperationState state) const {
    const Commit& commit = awaited.record->commit;
    StatusDocument document;
    document.key = commit.operation;
    document.state = state;
    document.revision = revision_of(state, commit.attempts);
    document.type = commit.type;
    document.resource = commit.resource;
    document.accepted_at = commit.accepted_at;
    document.attempts = commit.attempts;
    document.record = awaited.record;
    document.views = reached_(awaited.record->position);
    return document;
}

void CompletionTracker::gone(const std::vector<WaiterGone>& waiters) {
    if (waiters.empty()) return;
    const Gone gone(waiters);
    std::erase_if(answers_, [&](const AwaitedAnswer& awaited) {
        const auto why = gone.why(awaited.waiter);
        if (why == GiveUp::timed_out) verdicts_.add(awaited.waiter, known_so_far(awaited));
        return why.has_value();
    });
    std::erase_if(statuses_, [&](const AwaitedStatus& awaited) {
        const auto why = gone.why(awaited.inquiry.waiter);
        if (why == GiveUp::timed_out) answer(awaited, true);
        return why.has_value();
    });
}

}  // namespace hapax
