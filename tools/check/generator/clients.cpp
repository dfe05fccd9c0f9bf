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
    client.account = movement ? operations_[client.operation].account
                              : static_cast<std::uint32_t>(random_.below(accounts_.size()));
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

void Run::answered(std::uint32_t number) {
    switch (clients_[number].doing) {
        case Doing::submit:
            return submit_answered(number);
        case Doing::poll:
            return poll_answered(number);
        default:
            return read_answered(number);
    }
}

void Run::submit_answered(std::uint32_t number) {
    Client& client = clients_[number];
    if (client.luck == Luck::request_lost || client.luck == Luck::answer_lost) return lost(number);
    if (client.luck == Luck::refused || client.other_payload) {
        const bool refused = client.luck == Luck::refused;
        Line& line = begin(LineKind::submit_fail);
        line.set(Field::proc, client.process);
        set_operation(line, client.operation);
        line.set(Field::status, refused ? 503 : 422);
        line.set(Field::code, refused ? "overloaded" : "operation-payload-mismatch");
        finish();
        if (refused && !client.other_payload && !random_.chance(chances_.abandon)) return submit(number);
        return go_on(number);
    }
    if (client.async) {
        Line& line = begin(LineKind::submit_ok);
        line.set(Field::proc, client.process);
        set_operation(line, client.operation);
        line.set(Field::status, 202);
        finish();
        operations_[client.operation].awaited = true;
        return start_poll(number);
    }
    final_answer(client.process, client.operation);
    follow_up(number);
}

void Run::final_answer(std::uint32_t process, std::uint32_t number) {
    const MadeOperation& operation = operations_[number];
    const MadeRecord& record = records_[operation.position - 1];
    Line& line = begin(LineKind::submit_ok);
    line.set(Field::proc, process);
    set_operation(line, number);
    line.set(Field::status, record.accomplished ? 201 : 409);
    if (!record.accomplished) line.set(Field::code, "insufficient-funds");
    line.set_hash(Field::resp_hash, hash("answer", number));
    line.set(Field::version, record.version);
    line.set(Field::position, operation.position);
    if (record.accomplished && operation.value != 0) line.set(Field::balance, record.balance);
    finish();
    operations_[number].awaited = false;
}

// The outcome is not known: the process ends, and another one asks again or leaves it at that.
void Run::lost(std::uint32_t number) {
    Client& client = clients_[number];
    Line& line = begin(LineKind::submit_info);
    line.set(Field::proc, client.process);
    set_operation(line, client.operation);
    finish();
    client.process = ++next_process_;
    client.async = client.async && operations_[client.operation].transfer;
    if (random_.chance(chances_.abandon)) return go_on(number);
    submit(number);
}

void Run::follow_up(std::uint32_t number) {
    Client& client = clients_[number];
    client.other_payload = random_.chance(chances_.mismatch);
    if (client.other_payload || random_.chance(chances_.repeat)) return submit(number);
    go_on(number);
}

void Run::go_on(std::uint32_t number) {
    at(some(300'000), Step::next, number);
}

void Run::poll_answered(std::uint32_t number) {
    Client& client = clients_[number];
    Line& line = begin(LineKind::poll_ok);
    line.set(Field::proc, client.process);
    set_operation(line, client.operation);
    line.set(Field::status, client.seen == State::absent ? 404 : 200);
    line.set(Field::state, text(client.seen));
    const bool terminal = is_terminal(client.seen);
    if (terminal) line.set_hash(Field::doc_hash, hash("document", client.operation));
    finish();
    MadeOperation& operation = operations_[client.operation];
    if (terminal) operation.awaited = false;
    const bool wait_on = operation.awaited && (healing_ || random_.below(10) < 7);
    if (wait_on) return start_poll(number);
    if (!healing_) go_on(number);
}

void Run::read_answered(std::uint32_t number) {
    const Client& client = clients_[number];
    Line& line = begin(LineKind::read_ok);
    line.set(Field::proc, client.process);
    if (client.doing == Doing::read_movement) set_operation(line, client.operation);
    line.set(Field::status, client.shown ? 200 : 404);
    if (client.shown) line.set(client.doing == Doing::read_movement ? Field::value : Field::balance, client.balance);
    finish();
    go_on(number);
}

void Run::subscribe(std::uint32_t number) {
    const Client& client = clients_[number];
    const bool lost_again = random_.below(10) == 0;
    for (const LineKind kind : {LineKind::subscribe_ok, LineKind::subscribe_info}) {
        if (kind == LineKind::subscribe_info && !lost_again) break;
        Line& line = begin(kind);
        line.set(Field::proc, client.process);
        set_operation(line, client.operation);
        finish();
    }
    operations_[client.operation].subscribed = !lost_again;
}

void Run::told(std::uint32_t number) {
    Line& line = begin(LineKind::push);
    line.set(Field::proc, 0);
    set_operation(line, number);
    line.set(Field::state, text(state_of(operations_[number])));
    line.set_hash(Field::doc_hash, hash("document", number));
    finish();
}

// Whoever waits for an end asks until he has it.
void Run::heal() {
    healing_ = true;
    Line& line = begin(LineKind::nemesis);
    line.set(Field::fault, "heal");
    finish();
    for (std::uint32_t number = 0; number < operations_.size(); ++number) {
        if (!operations_[number].awaited) continue;
        Client& client = clients_.emplace_back();
        client.process = ++next_process_;
        client.operation = number;
        client.has_operation = true;
        start_poll(static_cast<std::uint32_t>(clients_.size() - 1));
    }
}

}  // namespace hapax::check
