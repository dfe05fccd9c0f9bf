// What the engine does for those who ask, and for those who stop waiting.
#include <algorithm>

#include "application/engine/engine.hpp"
#include "application/engine/running_status.hpp"
#include "codec/answer/answer.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

// A list of what runs must not hold up what runs: entries of the registry that are looked at for one.
constexpr std::size_t looked_at_max = 4096;

bool answered_now(const Inquiry& inquiry, std::uint64_t revision) {
    switch (inquiry.wait) {
        case Inquiry::Wait::none:
            return true;
        case Inquiry::Wait::terminal:
            return false;
        case Inquiry::Wait::change:
            return inquiry.seen != revision;
    }
    return true;
}

}  // namespace

bool Engine::inquire(std::vector<Inquiry>& batch) {
    return inbox_.offer_batch(batch);
}

void Engine::give_up(Waiter waiter, OperationKey key, GiveUp why) {
    inbox_.push(GaveUp{waiter, key, why});
}

void Engine::handle(std::vector<Inquiry>& batch) {
    for (Inquiry& inquiry : batch) {
        if (inquiry.all_running) {
            inquire_all_running(inquiry);
            continue;
        }
        Running* running = registry_.find(inquiry.key);
        if (running != nullptr && !is_there(*running)) {
            inquire_running(*running, std::move(inquiry));
        } else {
            inquire_stored(std::move(inquiry));
        }
    }
}

// What was offered to the store may be there although it is tried again: then views may show it and feeds may have told
// of it, and nobody may hear less.
bool Engine::is_there(const Running& running) {
    if (!running.offered) return false;
    const auto stored = parts_.store.find(running.submission.key);
    return stored && stored->has_value();
}

void Engine::inquire_running(Running& running, Inquiry inquiry) {
    StatusDocument document = status_of(running);
    if (answered_now(inquiry, document.revision)) {
        verdicts_.add(inquiry.waiter, std::move(document));
    } else {
        running.inquiries.push_back(std::move(inquiry));
    }
}

void Engine::inquire_stored(Inquiry inquiry) {
    auto stored = parts_.store.find(inquiry.key);
    if (!stored) {
        verdicts_.add(inquiry.waiter, trouble_.refusal(stored.error(), inquiry.key.id.value.text(), {}));
    } else if (!*stored) {
        verdicts_.add(inquiry.waiter, judgement_.judge_unknown(inquiry.key.id));
    } else if (!can_render(**stored)) {
        verdicts_.add(inquiry.waiter, judgement_.unknown_answer(inquiry.key.id));
    } else {
        statuses_.push_back({std::make_shared<const StoredCommit>(std::move(**stored)), std::move(inquiry)});
    }
}

void Engine::inquire_all_running(const Inquiry& inquiry) {
    RunningOperations running;
    registry_.look_at(looked_at_max, [&](const Running& one) {
        const bool his = one.submission.key.scope == inquiry.key.scope;
        if (his || planted(Bug::list_of_what_runs_for_everybody)) running.documents.push_back(status_of(one));
        return running.documents.size() < running_listed_max;
    });
    verdicts_.add(inquiry.waiter, std::move(running));
}

// Whoever waits here is not answered by the disk yet; everybody else is the tracker's.
void Engine::handle(GaveUp& gone) {
    Running* running = registry_.find(gone.key);
    const auto is_his = [&](const auto& waiting) { return waiting.waiter == gone.waiter; };
    const bool waited = running != nullptr && std::erase_if(running->waiters, is_his) > 0;
    const bool asked = running != nullptr && std::erase_if(running->inquiries, is_his) > 0;
    if (!waited && !asked) {
        parts_.completion.push(WaiterGone{gone.waiter, gone.why});
    } else if (gone.why == GiveUp::timed_out && waited) {
        verdicts_.add(gone.waiter, Refused{operation_errc::outcome_unknown, false, "repeat with the same id"});
    } else if (gone.why == GiveUp::timed_out) {
        verdicts_.add(gone.waiter, status_of(*running));
    }
}

}  // namespace hapax
