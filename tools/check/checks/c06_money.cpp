// C6, money: at every prefix of the journal each balance is the sum of its events, and at or above the floor; a saga never
// adds more to accounts than it took from others, and in its end nothing is on the way.

#include "tools/check/checks/c06_money.hpp"

namespace hapax::check {

void Money::event(Evidence& evidence, Stream& stream, const EventLine& event, std::int64_t amount, std::uint32_t at) {
    if (amount != no_amount && __builtin_add_overflow(stream.balance, amount, &stream.balance)) {
        evidence.findings.add(Check::money, "a balance does not fit into 64 bits", {stream.record_line, at});
    }
    if (event.has_balance && event.balance != stream.balance) {
        evidence.findings.add(Check::money,
                              "an event says the balance " + std::to_string(event.balance) + " where " +
                                  std::to_string(stream.balance) + " is the sum of events",
                              {stream.record_line, at});
        stream.balance = event.balance;  // so that one error is one finding
    } else if (amount != no_amount && stream.balance < floor_) {
        evidence.findings.add(Check::money, "the balance " + std::to_string(stream.balance) + " is below the floor",
                              {stream.record_line, at});
    }
}

void Money::saga_step(Evidence& evidence, Saga& saga, std::int64_t amount, std::uint32_t at) {
    const bool was_sound = saga.net <= 0;
    saga.net += amount;
    if (saga.net <= 0 || !was_sound) return;
    evidence.findings.add(Check::money, "a saga gave away " + std::to_string(saga.net) + " more than it took",
                          {saga.first_line, at});
}

void Money::finish(Evidence& evidence, const Saga& saga) {
    if (!is_terminal(saga.state) || saga.state == State::needs_attention || saga.net >= 0) return;
    evidence.findings.add(Check::money, "a saga ended, and " + std::to_string(-saga.net) + " that it took are nowhere",
                          {saga.first_line, saga.last_line, saga.end_line});
}

}  // namespace hapax::check
