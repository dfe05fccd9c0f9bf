#include "adapters/edge/http/exchange.hpp"

#include <algorithm>

#include "adapters/edge/http/http_date.hpp"
#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {

Exchange::Exchange(const Parts& parts)
    : edge_(parts.edge),
      service_(parts.service),
      router_(parts.router),
      limits_(parts.limits),
      operations_(parts.operations),
      queries_(parts.queries),
      metrics_(parts.metrics, parts.edge),
      identity_(parts.identity),
      caller_limits_(parts.limits),
      streams_({parts.edge, parts.limits, parts.feeds, parts.operations, parts.metrics, *this}),
      waits_(parts.limits.timer_step),
      deadlines_(parts.limits.timer_step) {}

void Exchange::begin_round(Instant now, Timestamp wall) {
    now_ = now;
    set_time(wall);
    waits_.advance(now, [&](std::uint32_t slot) { wait_ended(waiting_.at(slot), now); });
    streams_.begin_round(now);
    deadlines_.advance(now, [&](std::uint32_t slot) { session_timed_out(slot, now); });
}

void Exchange::set_time(Timestamp wall) {
    wall_ = wall;
    const std::int64_t second = wall.us / 1'000'000;
    if (second == date_second_) return;
    date_second_ = second;
    date_.clear();
    append_http_date(date_, wall);
}

void Exchange::opened(Session& session) {
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(sessions_.size()));
        sessions_.push_back(nullptr);
    }
    session.slot = free_slots_.back();
    free_slots_.pop_back();
    sessions_[session.slot] = &session;
    metrics_.connections_total.add();
    metrics_.connections.set(static_cast<std::int64_t>(sessions_.size() - free_slots_.size()));
    watch(session);
}

void Exchange::closed(Session& session) {
    HAPAX_ASSERT(sessions_[session.slot] == &session, "a session closed that was not open");
    session.each_unanswered([&](std::uint64_t token) {
        if (Streams::takes(token)) return streams_.closed(token);
        Entry& entry = *waiting_.find(token);
        if (entry.what != Waiting::For::rows) operations_.give_up({edge_, token}, entry.key, GiveUp::closed);
        release(entry);
    });
    deadlines_.clear(session.slot);
    sessions_[session.slot] = nullptr;
    free_slots_.push_back(session.slot);
    std::erase(changed_, &session);
    std::erase(dead_, &session);
    metrics_.connections.set(static_cast<std::int64_t>(sessions_.size() - free_slots_.size()));
}

void Exchange::changed(Session& session) {
    if (session.listed) return;
    session.listed = true;
    changed_.push_back(&session);
}

Session* Exchange::pop_changed() {
    if (changed_.empty()) return nullptr;
    Session* session = changed_.back();
    changed_.pop_back();
    session->listed = false;
    return session;
}

Session* Exchange::pop_dead() {
    if (dead_.empty()) return nullptr;
    Session* session = dead_.back();
    dead_.pop_back();
    return session;
}

// The wheel is only touched when the deadline comes closer; one that moved away is found out when it fires.
void Exchange::watch(Session& session) {
    if (session.deadline() == never || session.deadline() >= session.watched_until) return;
    session.watched_until = session.deadline();
    deadlines_.set(session.slot, session.deadline());
}

void Exchange::session_timed_out(std::uint32_t slot, Instant now) {
    Session& session = *sessions_[slot];
    session.watched_until = never;
    if (session.deadline() <= now && !session.deadline_passed(now)) {
        dead_.push_back(&session);
        return;
    }
    // A session without a deadline waits for answers; it is looked at again when they were sent.
    watch(session);
}

// A command is asked how far it came. A read that waited for a change gets the document as it is.
void Exchange::wait_ended(Entry& entry, Instant now) {
    const bool over = entry.wait_over || entry.what == Waiting::For::rows;
    if (over) {
        if (entry.what != Waiting::For::rows) operations_.give_up({edge_, entry.token}, entry.key, GiveUp::closed);
        const bool unknown = entry.what == Waiting::For::operation;
        if (planted(Bug::unknown_said_not_applied) && unknown) {
            return answer(entry, Refused{operation_errc::overloaded, true, {}});
        }
        return answer_refusal(entry, unknown ? refusal::outcome_unknown : refusal::too_late);
    }
    entry.wait_over = true;
    waits_.set(entry.slot, now + limits_.verdict_grace);
    if (entry.what == Waiting::For::operation) {
        return operations_.give_up({edge_, entry.token}, entry.key, GiveUp::timed_out);
    }
    operations_.give_up({edge_, entry.token}, entry.key, GiveUp::closed);
    waiting_.renew_token(entry);
    inquiries_.push_back({entry.key, {edge_, entry.token}, Inquiry::Wait::none, 0});
}

void Exchange::deliver(std::vector<Delivery>& batch) {
    for (Delivery& delivery : batch) {
        if (Streams::takes(delivery.token)) {
            streams_.deliver(delivery);
        } else if (Entry* entry = waiting_.find(delivery.token)) {
            conclude(*entry, delivery.verdict);
        }
    }
    answered_ += batch.size();
    batch.clear();
}

void Exchange::deliver(std::vector<QueryResult>& batch) {
    for (QueryResult& result : batch) {
        if (Entry* entry = waiting_.find(result.token)) conclude(*entry, result);
    }
    batch.clear();
}

void Exchange::flush(Instant now) {
    for (const Submission& submission : submissions_) metrics_.edge_stage.record(now - submission.arrived);
    hand_over_submissions();
    hand_over_inquiries();
    hand_over_questions();
    streams_.flush();
    for (; answered_ > 0; --answered_) metrics_.answer_stage.record(now - now_);
}

// What stays in a batch was refused: its owner had no room for it.
void Exchange::hand_over_submissions() {
    if (submissions_.empty() || operations_.submit(submissions_)) return;
    for (const Submission& refused : submissions_) turn_away(refused.waiter.token);
    submissions_.clear();
}

void Exchange::hand_over_inquiries() {
    if (inquiries_.empty() || operations_.inquire(inquiries_)) return;
    for (const Inquiry& refused : inquiries_) turn_away(refused.waiter.token);
    inquiries_.clear();
}

void Exchange::hand_over_questions() {
    if (questions_.empty() || queries_.ask(questions_)) return;
    for (const Question& refused : questions_) turn_away(refused.waiter.token);
    questions_.clear();
}

// Nobody has looked whether an earlier request with this id was decided: so nothing is said about `applied`.
void Exchange::turn_away(std::uint64_t token) {
    Entry* entry = waiting_.find(token);
    if (entry == nullptr) return;
    answer_refusal(*entry, stopping_ ? refusal::stopping : refusal::overloaded);
}

void Exchange::stop() {
    stopping_ = true;
    streams_.stop();
}

}  // namespace hapax::http
