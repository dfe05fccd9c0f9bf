#include "kernel/breaker.hpp"

#include <algorithm>

#include "kernel/assert.hpp"

namespace hapax {

Breaker::Breaker(const BreakerRules& rules) : rules_(rules), window_(rules.window), open_time_(rules.open_time) {
    HAPAX_ASSERT(rules.concurrency_max > 0 && rules.failures_in_a_row_max > 0 && rules.ramp_max > 0,
                 "a target that nobody may call, or that one call opens by being made, is a mistake");
}

std::expected<Breaker::Ticket, Breaker::Refusal> Breaker::admit(Instant now) {
    if (state_ == State::open && now >= open_until_) begin_ramp();
    if (state_ == State::open) return std::unexpected(Refusal{state_, open_until_});
    if (full()) return std::unexpected(Refusal{state_, now});
    ++under_way_;
    if (state_ == State::half_open) ++ramp_under_way_;
    return Ticket{era_};
}

void Breaker::settle(Ticket ticket, Ending ending, Instant now) {
    HAPAX_ASSERT(under_way_ > 0 && ticket.era <= era_, "a ticket is settled once");
    --under_way_;
    if (ticket.era != era_) return;
    if (state_ == State::half_open) --ramp_under_way_;
    if (ending == Ending::succeeded) count_success(now);
    if (ending == Ending::failed) count_failure(now);
}

bool Breaker::full() const {
    if (under_way_ >= rules_.concurrency_max) return true;
    return state_ == State::half_open && ramp_under_way_ >= ramp_;
}

void Breaker::count_success(Instant now) {
    if (state_ == State::closed) {
        failures_in_a_row_ = 0;
        return window_.add(false, now);
    }
    if (++ramp_succeeded_ < ramp_) return;
    if (ramp_ >= std::min(rules_.ramp_max, rules_.concurrency_max)) return close();
    ramp_ *= 2;
    ramp_succeeded_ = 0;
}

void Breaker::count_failure(Instant now) {
    if (state_ == State::half_open) {
        open_time_ = std::min(rules_.open_time_max, open_time_ * 2);
        return open(now, open_time_);
    }
    ++failures_in_a_row_;
    window_.add(true, now);
    if (too_many_failures(now)) open(now, open_time_ = rules_.open_time);
}

bool Breaker::too_many_failures(Instant now) const {
    if (failures_in_a_row_ >= rules_.failures_in_a_row_max) return true;
    const OutcomeWindow::Counts counts = window_.counts(now);
    return counts.all() >= rules_.volume_min && counts.failed * 1'000'000 >= counts.all() * rules_.failures_per_million;
}

void Breaker::enter(State state) {
    state_ = state;
    ++era_;
}

void Breaker::open(Instant now, Duration for_how_long) {
    enter(State::open);
    open_until_ = now + for_how_long;
}

void Breaker::begin_ramp() {
    enter(State::half_open);
    ramp_ = 1;
    ramp_under_way_ = 0;
    ramp_succeeded_ = 0;
}

void Breaker::close() {
    enter(State::closed);
    window_.clear();
    failures_in_a_row_ = 0;
}

}  // namespace hapax
