// The clients of the generator: each does one thing after the other, and repeats what it was not answered.

#include <algorithm>

#include "tools/check/generator/run.hpp"

namespace hapax::check {

void Run::choose(std::uint32_t number) {
    Client& client = clients_[number];
    if (operations_.size() >= options_.operations) {
        client.done = true;
        return;
    }
    const bool busy_before = client.has_operation;
    if (busy_before && random_.chance(chances_.poll)) return start_poll(number);
    if (random_.chance(chances_.read_balance)) return start_read(number, false);
    if (busy_before && random_.chance(chances_.read_movement) && !operations_[client.operation].transfer) {
        return start_read(number, true);
    }
    start_operation(number);
}

void Run::start_operation(std::uint32_t number) {
    Client& client = clients_[number];
    MadeOperation operation;
    operation.client = number;
    operation.account = static_cast<std::uint32_t>(random_.below(accounts_.size()));
    const bool open = accounts_[operation.account].version > 0;
    operation.transfer = open && accounts_.size() > 1 && random_.chance(chances_.transfer);
    operation.value = !open ? 0 : static_cast<std::int64_t>(1 + random_.below(100'000));
    if (!operation.transfer && random_.below(5) < 2) operation.value = -operation.value;
    operations_.push_back(operation);
    client.operation = static_cast<std::uint32_t>(operations_.size() - 1);
    client.has_operation = true;
    client.attempt = 0;
    client.other_payload = false;
    const bool shadow = !operation.transfer && random_.chance(chances_.shadow);
    client.async = operation.transfer || (!shadow && random_.chance(chances_.async));
    submit(number);
    if (shadow) start_shadow(client.operation);
    if (random_.chance(chances_.subscribe)) subscribe(number);
}

void Run::set_submit(Line& line, std::uint32_t number, bool other_payload, std::uint32_t attempt) {
    const MadeOperation& operation = operations_[number];
    set_operation(line, number);
    line.set(Field::key, operation.transfer ? transfer_text(number) : stream_text(operation.account));
    line.set_hash(Field::body_hash, hash(other_payload ? "other" : "body", number));
    const std::int64_t value = operation.transfer ? 0 : operation.value;
    if (value != 0 || other_payload) line.set(Field::value, other_payload ? value + 1 : value);
    line.set(Field::attempt, attempt);
}

void Run::submit(std::uint32_t number) {
    Client& client = clients_[number];
    client.doing = Doing::submit;
    client.luck = Luck::good;
    if (random_.chance(chances_.refused)) client.luck = Luck::refused;
    if (random_.chance(chances_.request_lost)) client.luck = Luck::request_lost;
    if (random_.chance(chances_.answer_lost)) client.luck = Luck::answer_lost;
    Line& line = begin(LineKind::submit_invoke);
    line.set(Field::proc, client.process);
    set_submit(line, client.operation, client.other_payload, ++client.attempt);
    finish();
    at(some(200'000), Step::served, number);
}

void Run::start_shadow(std::uint32_t operation) {
    const Shadow shadow{operation, ++next_process_};
    shadows_.push_back(shadow);
    Line& line = begin(LineKind::submit_invoke);
    line.set(Field::proc, shadow.process);
    set_submit(line, operation, false, 1);
    finish();
    at(some(200'000), Step::shadow_served, static_cast<std::uint32_t>(shadows_.size() - 1));
}

void Run::shadow_served(std::uint32_t number) {
    decide(shadows_[number].operation);
    at(std::max(last_projection_ - now_, std::int64_t{0}) + some(200'000), Step::shadow_answered, number);
}

void Run::shadow_answered(std::uint32_t number) {
    final_answer(shadows_[number].process, shadows_[number].operation);
}

void Run::start_poll(std::uint32_t number) {
    Client& client = clients_[number];
    client.doing = Doing::poll;
    Line& line = begin(LineKind::poll_invoke);
    line.set(Field::proc, client.process);
    set_operation(line, client.operation);
    finish();
    at(some(200'000), Step::served, number);
}

void Run::start_read(std::uint32_t number, bool movement) {
    Client& client = clients_[number];
    client.doing = movement ? Doing::read_movement : Doing::read_balance;
    client.account =
        movement ? operations_[client.operation].account : static_cast<std::uint32_t>(random_.below(accounts_.size()));
    Line& line = begin(LineKind::read_invoke);
    line.set(Field::proc, client.process);
    line.set(Field::view, movement ? "movements" : "balances");
    line.set(Field::key, stream_text(client.account));
    if (movement) set_operation(line, client.operation);
    finish();
    at(some(200'000), Step::served, number);
}

void Run::served(std::uint32_t number) {
    Client& client = clients_[number];
    const MadeOperation* operation = client.has_operation ? &operations_[client.operation] : nullptr;
    std::int64_t wait = some(200'000);
    switch (client.doing) {
        case Doing::submit:
            if (client.luck == Luck::refused || client.luck == Luck::request_lost || client.other_payload) break;
            decide(client.operation);
            if (!client.async) wait += std::max(last_projection_ - now_, std::int64_t{0});
            break;
        case Doing::poll:
            client.seen = state_of(*operation);
            break;
        case Doing::read_balance:
            client.shown = accounts_[client.account].shown_version > 0;
            client.balance = accounts_[client.account].shown;
            break;
        case Doing::read_movement:
            client.shown = is_projected(*operation) && operation->fate == Fate::accomplished && operation->value != 0;
            client.balance = operation->value;
            break;
    }
    at(wait, Step::answered, number);
}

State Run::state_of(const MadeOperation& operation) const {
    const bool shown = is_projected(operation);
    switch (operation.fate) {
        case Fate::open:
            return State::absent;
        case Fate::accomplished:
            return shown ? State::completed : State::committed;
        case Fate::rejected:
            return shown ? State::rejected : State::executing;
        case Fate::executing:
            return State::executing;
        case Fate::completed:
            return shown ? State::completed : State::executing;
        case Fate::compensated:
            return shown ? State::compensated : State::executing;
    }
    return State::absent;
}

}  // namespace hapax::check
