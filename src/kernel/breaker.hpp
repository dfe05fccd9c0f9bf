// Breaker: whether a target may be called now, and by how many at a time.
//
//   auto ticket = breaker.admit(now);
//   if (!ticket) return refused(ticket.error());        // Refusal::until says when it is worth asking again
//   …                                                   // the call
//   breaker.settle(*ticket, Ending::failed, now);       // always, exactly once
//
//                  too many failures                    open_time is over
//        ┌────────┐ ────────────────▶ ┌──────┐ ────────────────────────────▶ ┌───────────┐
//        │ closed │                   │ open │                               │ half open │
//        └────────┘ ◀──┐              └──────┘ ◀──────────────────────────── └───────────┘
//                      └──────────── the ramp is at its end ──────────────────── │  any failure; the next open_time is
//                                                                                   twice as long, up to open_time_max
//
// Promises
//   1. Never more than concurrency_max calls are under way.
//   2. Closed → open: `failures_in_a_row_max` calls in a row failed, or of at least volume_min calls of the window at
//      least failures_per_million did. A target whose calls fail by chance, 1 of 100, is opened
//      by 1 call in 10^16.
//   3. Half open, at first one call is let through at a time; each time as many succeeded as may be under way, twice as
//      many may, until ramp_max: then it is closed.
//   4. A call that was cancelled counts neither as failure nor as success. What was admitted in an earlier state says
//      nothing about this one: it is not counted.
// Errors   none.
// Threads  a value; one thread at a time.
// Source   M. Nygard, Release It!; docs/decisions/0037-a-client-that-retries-well.md.
#pragma once

#include <cstdint>
#include <expected>

#include "kernel/outcome_window.hpp"
#include "kernel/time.hpp"

namespace hapax {

struct BreakerRules {
    std::uint32_t concurrency_max = 64;
    Duration window = std::chrono::seconds(10);
    std::uint32_t volume_min = 20;
    std::uint32_t failures_per_million = 500'000;
    std::uint32_t failures_in_a_row_max = 8;
    Duration open_time = std::chrono::milliseconds(200);
    Duration open_time_max = std::chrono::seconds(30);
    std::uint32_t ramp_max = 16;
};

class Breaker {
 public:
    enum class State : std::uint8_t { closed, open, half_open };
    enum class Ending : std::uint8_t { succeeded, failed, cancelled };

    struct Ticket {
        std::uint64_t era = 0;
    };
    struct Refusal {
        State state;
        Instant until;  // open: nothing is admitted before; otherwise now, and a call has to end first
    };

    explicit Breaker(const BreakerRules& rules);

    std::expected<Ticket, Refusal> admit(Instant now);
    void settle(Ticket ticket, Ending ending, Instant now);

    State state() const { return state_; }
    std::uint32_t under_way() const { return under_way_; }

 private:
    bool full() const;
    void count_success(Instant now);
    void count_failure(Instant now);
    bool too_many_failures(Instant now) const;
    void enter(State state);
    void open(Instant now, Duration for_how_long);
    void begin_ramp();
    void close();

    BreakerRules rules_;
    OutcomeWindow window_;
    State state_ = State::closed;
    std::uint64_t era_ = 0;  // grows with each change of state
    std::uint32_t under_way_ = 0;
    std::uint32_t failures_in_a_row_ = 0;
    Instant open_until_{};
    Duration open_time_{};
    std::uint32_t ramp_ = 0;            // how many may be under way, half open
    std::uint32_t ramp_under_way_ = 0;  // of this era
    std::uint32_t ramp_succeeded_ = 0;  // since the ramp last grew
};

}  // namespace hapax
