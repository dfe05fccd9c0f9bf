// What clients of the generator are told, and what they do next: repeat, ask on, give up.

#include "tools/check/generator/run.hpp"

namespace hapax::check {

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
    if (operations_[client.operation].transfer) return start_poll(number);  // it may have ended already
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
