// Retry budget: retries are paid for, so that a target in trouble is not drowned by those who try again.
//
//   budget.earn();                                   // a call was made for the first time
//   if (!budget.spend(now)) return give_up();        // a retry wants to be sent
//
// Promise  In any time of T seconds with N first calls, at most
//          N * earned_per_million / 1'000'000 + floor_per_second * T + tokens_max retries are allowed.
//          A caller alone may always retry floor_per_second times a second; a storm of retries cannot be more than a
//          fifth (by default) of the load that there is anyway.
// Units    one retry costs one token; kept in billionths of a token.
// Errors   none.
// Threads  a value; one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "kernel/time.hpp"

namespace hapax {

struct BudgetRules {
    std::uint32_t earned_per_million = 200'000;  // tokens that a million first calls earn
    std::uint32_t floor_per_second = 10;         // tokens that come by themselves
    std::uint32_t tokens_max = 100;              // what can be saved; also what there is at the beginning
};

class RetryBudget {
 public:
    explicit RetryBudget(BudgetRules rules) : rules_(rules), balance_(most()) {}

    void earn() { add(std::int64_t{rules_.earned_per_million} * (token / 1'000'000)); }

    bool spend(Instant now) {
        refill(now);
        if (balance_ < token) return false;
        balance_ -= token;
        return true;
    }

 private:
    static constexpr std::int64_t token = 1'000'000'000;

    std::int64_t most() const { return rules_.tokens_max * token; }
    void add(std::int64_t earned) { balance_ = std::min(most(), balance_ + earned); }

    // A nanosecond brings floor_per_second billionths; time beyond what fills the budget is worth nothing.
    void refill(Instant now) {
        const Instant since = refilled_at_.value_or(now);
        if (now < since) return;  // the caller looked at its clock before another one did
        refilled_at_ = now;
        if (rules_.floor_per_second == 0) return;
        const std::int64_t filling = most() / rules_.floor_per_second + 1;
        add(std::min((now - since).count(), filling) * rules_.floor_per_second);
    }

    BudgetRules rules_;
    std::int64_t balance_;
    std::optional<Instant> refilled_at_;
};

}  // namespace hapax
