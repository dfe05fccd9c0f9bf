// Transfers: take from one account, call the outside, give to the other; or take the first step back.

#include "tools/check/generator/run.hpp"

namespace hapax::check {

void Run::begin_saga(std::uint32_t number) {
    MadeSaga saga;
    saga.operation = number;
    saga.amount = operations_[number].value;
    saga.from = operations_[number].account;
    saga.to = (saga.from + 1) % static_cast<std::uint32_t>(accounts_.size());
    saga.will_fail = random_.chance(chances_.saga_fails);
    sagas_.push_back(saga);
    at(some(500'000), Step::saga_step, static_cast<std::uint32_t>(sagas_.size() - 1));
}

void Run::saga_step(std::uint32_t number) {
    MadeSaga& saga = sagas_[number];
    const bool undo = saga.next == 3;
    const bool first = saga.next != 2;
    MadeRecord record;
    record.operation = saga.operation;
    record.account = first ? saga.from : saga.to;
    record.step = first ? 1 : 2;
    record.undo = undo;
    Account& account = accounts_[record.account];
    const std::int64_t amount = saga.next == 1 ? -saga.amount : saga.amount;
    record.accomplished = account.version > 0 && account.balance + amount >= 0 && !(saga.next == 2 && saga.will_fail);
    if (record.accomplished) {
        record.amount = amount;
        account.balance += amount;
        ++account.version;
    }
    record.balance = account.balance;
    record.version = account.version;
    append(record);
    if (undo || (saga.next == 1 && !record.accomplished)) return end_saga(saga, Fate::compensated);
    if (saga.next == 2 && record.accomplished) return end_saga(saga, Fate::completed);
    if (saga.next == 1) {
        Line& line = begin(LineKind::external);
        set_operation(line, saga.operation);
        line.set(Field::step, 1);
        line.set(Field::state, saga.will_fail ? "refused" : "charged");
        finish();
    }
    ++saga.next;
    at(some(500'000), Step::saga_step, number);
}

void Run::end_saga(const MadeSaga& saga, Fate fate) {
    MadeOperation& operation = operations_[saga.operation];
    operation.fate = fate;
    operation.position = static_cast<std::uint32_t>(records_.size());
    if (operation.subscribed) at(last_projection_ - now_ + some(100'000), Step::told, saga.operation);
}

}  // namespace hapax::check
