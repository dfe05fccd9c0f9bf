#include "application/engine/engine.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "application/drowsy_runtime.hpp"
#include "application/engine/commit_builder.hpp"
#include "application/engine/hasty_answers.hpp"
#include "application/engine/running_status.hpp"
#include "kernel/assert.hpp"
#include "kernel/operation/attempt_failed.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "kernel/operation/execute.hpp"
#include "kernel/planted.hpp"

namespace hapax {

Engine::Engine(EngineParts parts, EngineOptions options)
    : parts_(std::move(parts)),
      options_(options),
      probe_(parts_.metrics),
      look_alikes_(parts_.store, parts_.runtime, parts_.metrics, options_),
      trouble_(parts_.runtime, parts_.metrics, parts_.log),
      judgement_(registry_, look_alikes_, parts_.store, parts_.runtime, trouble_, options_, parts_.deleted_through_ms),
      shard_(parts_.store, parts_.snapshots, parts_.runtime, options_),
      inbox_(planted(Bug::engine_not_woken) ? drowsy(parts_.runtime) : parts_.runtime, options_.mailbox_max),
      verdicts_(parts_.edges) {}

// What was taken and waits still takes room, as much again as the mailbox has.
bool Engine::submit(std::vector<Submission>& batch) {
    if (planted(Bug::request_dropped) && batch.size() > 1) batch.pop_back();
    if (submissions_waiting_.value() >= static_cast<std::int64_t>(options_.mailbox_max)) return batch.empty();
    return inbox_.offer_batch(batch);
}

// A journal that cannot be read now is read again when a guarded operation comes.
void Engine::run() {
    (void)look_alikes_.recall();
    while (!finished()) round();
}

void Engine::round() {
    if (left_.empty() && inbox_.size() == 0) judgement_.dry(parts_.runtime.now());
    inbox_.take(taken_, left_.empty() ? retries_.next() : Instant{});
    settle_first();
    work_off();
    retry_what_is_due();
    hand_over();
    flush();
}

// What is durable waits for nobody who is only coming.
void Engine::settle_first() {
    for (EngineMessage& message : taken_) {
        if (auto* settled = std::get_if<std::vector<Settled>>(&message)) handle(*settled);
        if (auto* batch = std::get_if<std::vector<Submission>>(&message)) submissions_left_ += batch->size();
    }
    if (left_.empty()) return left_.swap(taken_);
    std::ranges::move(taken_, std::back_inserter(left_));
}

void Engine::work_off() {
    const Instant round_over = parts_.runtime.now() + options_.round_max;
    handled_ = 0;
    for (; at_ < left_.size(); ++at_) {
        EngineMessage& message = left_[at_];
        if (auto* batch = std::get_if<std::vector<Submission>>(&message)) {
            if (!handle(*batch, round_over)) break;
        } else if (auto* inquiries = std::get_if<std::vector<Inquiry>>(&message)) {
            handle(*inquiries);
        } else if (auto* gone = std::get_if<GaveUp>(&message)) {
            handle(*gone);
        } else if (std::holds_alternative<Stop>(message)) {
            judgement_.stopping = true;
        }
    }
    if (at_ * 2 >= left_.size())
        left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(std::exchange(at_, 0)));
    submissions_waiting_.set(static_cast<std::int64_t>(submissions_left_));
}

void Engine::stop() {
    inbox_.push(Stop{});
}

void Engine::settled(std::vector<Settled> batch) {
    inbox_.push(std::move(batch));
}

// False when the round is over before the batch is; one at least is handled in each.
bool Engine::handle(std::vector<Submission>& batch, Instant round_over) {
    const std::size_t first = next_;
    const Instant began = parts_.runtime.now();
    Instant now = began;
    for (; next_ < batch.size(); ++next_) {
        if (handled_ > 0 && now >= round_over) break;
        Submission& submission = batch[next_];
        judgement_.step(now);
        probe_.taken(now - submission.arrived);
        take(std::move(submission));
        ++handled_;
        now = parts_.runtime.now();
    }
    const std::size_t done = next_ - first;
    submissions_left_ -= done;
    if (done > 0) probe_.decided((now - began) / static_cast<std::int64_t>(done));
    if (next_ < batch.size()) return false;
    next_ = 0;
    return true;
}

void Engine::take(Submission submission) {
    Judged judged = judgement_.judge(submission);
    if (auto* fresh = std::get_if<Fresh>(&judged)) {
        Running& running = registry_.admit(std::move(submission), fresh->bytes);
        if (running.submission.guard) look_alikes_.began(running.submission);
        start(running);
    } else if (auto* repeat = std::get_if<Repeat>(&judged)) {
        probe_.attached();
        if (planted(Bug::repeat_before_sync)) return verdicts_.add(submission.waiter, StillRunning{});
        repeat->running->waiters.push_back({submission.waiter, submission.wait_for, true});
    } else if (auto* replay = std::get_if<Replay>(&judged)) {
        probe_.replayed();
        answers_.push_back({std::move(replay->record), submission.waiter, submission.wait_for, true});
    } else {
        probe_.refused();
        verdicts_.add(submission.waiter, std::move(std::get<Refused>(judged)));
    }
}

void Engine::start(Running& running) {
    execute(running.operation);
    decide(running);
    if (planted(Bug::accepted_before_sync)) verdicts_.add(running.waiters.front().waiter, StillRunning{});
}

void Engine::decide(Running& running) {
    running.deciding = true;
    const Shard::Decision decision = shard_.decide(running, commits_);
    switch (decision.step) {
        case Shard::Step::committing:
            running.deciding = false;
            return;
        case Shard::Step::waiting:
            return;
        case Shard::Step::failed:
            try_failed(running, decision.cause);
            return;
        case Shard::Step::unread:
            try_unread(running, decision.cause);
            return;
    }
}

void Engine::try_failed(Running& running, std::string_view cause) {
    parts_.log.write(Level::warning, "a try failed",
                     {{"operation", running.submission.key.id.value.text()},
                      {"correlation", running.submission.correlation.correlation_id},
                      {"cause", std::string(cause.substr(0, cause_bytes_max))}});
    if (!try_again_later(running, cause)) give_up(running);
}

// A journal that stays unreadable is nobody's answer: nothing is stored, and a repeat is judged anew. What was offered to
// the store may be there, if it did not know what became of it: then the failure is offered too, and the store says.
void Engine::try_unread(Running& running, const std::string& detail) {
    const OperationKey& key = running.submission.key;
    const Error error{store_errc::unavailable, detail};
    const Refused refusal = trouble_.refusal(error, key.id.value.text(), running.submission.correlation.correlation_id);
    if (try_again_later(running, store_errc::unavailable.name)) return;
    if (running.offered) return give_up(running);
    probe_.refused();
    for (const Attached& attached : running.waiters) verdicts_.add(attached.waiter, refusal);
    for (const Inquiry& inquiry : running.inquiries) verdicts_.add(inquiry.waiter, refusal);
    let_go(running, std::nullopt);
}

// With the outcome that is stored, or without a record.
void Engine::let_go(Running& running, std::optional<Outcome> outcome) {
    const OperationKey key = running.submission.key;
    if (running.submission.guard) look_alikes_.ended(running.submission, outcome);
    registry_.erase(key);
}

void Engine::give_up(Running& running) {
    shard_.give_up(running, commits_);
    running.deciding = false;
}

// False when it was tried often enough.
bool Engine::try_again_later(Running& running, std::string_view cause) {
    if (attempt_failed(running.operation, cause, options_.tries) == AfterFailure::give_up) return false;
    probe_.tried_again();
    const double unit = unit_of(parts_.runtime.random());
    if (planted(Bug::retry_forgotten)) return true;
    const Duration pause = options_.tries.delay(running.operation.attempts + 1, unit);
    retries_.add(running.submission.key, parts_.runtime.now() + pause);
    return true;
}

void Engine::retry_what_is_due() {
    const Instant now = parts_.runtime.now();
    while (const auto key = retries_.due(now)) {
        Running* running = registry_.find(*key);
        HAPAX_ASSERT(running != nullptr, "an operation that waits for a try is running");
        start(*running);
    }
}

// A few commits are made durable right here when nothing else waits: it saves two hops between threads.
void Engine::hand_over() {
    while (!commits_.commits.empty()) {
        CommitBatch batch = std::exchange(commits_, {});
        if (planted(Bug::rejection_before_sync, Bug::precondition_before_sync))
            answer_early(batch, registry_, verdicts_);
        const bool alone = commits_outstanding_ == 0 && left_.empty() && inbox_.size() == 0;
        if (!alone || batch.commits.size() > options_.inline_commits_max) {
            commits_outstanding_ += batch.commits.size();
            parts_.committer.offer(std::move(batch));
            return;
        }
        commit_here(std::move(batch));  // may decide operations that waited: then there is more to hand over
    }
}

void Engine::commit_here(CommitBatch batch) {
    if (waits_for_views(batch)) parts_.completion.interrupt();  // it wakes up while the disk works
    auto settled_now = parts_.committer.commit(std::move(batch));
    advanced_ = true;
    settle_all(settled_now);
}

bool Engine::waits_for_views(const CommitBatch& batch) {
    const auto waits = [](const Attached& attached) { return attached.wait_for == WaitFor::completion; };
    return std::ranges::any_of(batch.commits, [&](const Commit& commit) {
        return std::ranges::any_of(registry_.find(commit.operation)->waiters, waits);
    });
}

void Engine::flush() {
    verdicts_.flush();
    // The views show what is durable, whether somebody waits for that or not.
    if (std::exchange(advanced_, false) && answers_.empty()) parts_.completion.push(Advanced{});
    if (!answers_.empty()) parts_.completion.push(std::exchange(answers_, {}));
    if (!statuses_.empty()) parts_.completion.push(std::exchange(statuses_, {}));
    probe_.sizes(registry_.size(), shard_.cache().size(), shard_.cache().bytes());
}

}  // namespace hapax
