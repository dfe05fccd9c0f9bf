// The history's half of the judge: calls and what they knew when they began, answers, deliveries, faults.

#include <algorithm>

#include "tools/check/judge.hpp"

namespace hapax::check {
namespace {

State state_of_final(std::int64_t status) {
    if (status == 201) return State::completed;
    return status == 500 ? State::failed : State::rejected;
}

bool same_question(LineKind invoke, LineKind end) {
    const auto first = static_cast<int>(invoke);
    const auto then = static_cast<int>(end);
    return then > first && then <= first + 3;
}

// What one process remembers of an operation without a record: its end may take it along.
bool is_memory(State state) {
    return state == State::accepted || state == State::executing;
}

bool is_info(LineKind kind) {
    return kind == LineKind::submit_info || kind == LineKind::poll_info || kind == LineKind::read_info;
}

}  // namespace

std::optional<std::string> Judge::history(const Line& line) {
    last_time_ = line.time();
    switch (line.kind()) {
        case LineKind::submit_invoke:
        case LineKind::poll_invoke:
        case LineKind::read_invoke:
            return begin_call(line);
        case LineKind::subscribe_ok:
        case LineKind::subscribe_info:
            push_.subscription(evidence_.operation_of(line), line.kind() == LineKind::subscribe_ok, at_);
            return std::nullopt;
        case LineKind::push:
            return pushed(line);
        case LineKind::consume:
            consumed(line);
            return std::nullopt;
        case LineKind::external:
            return external(line);
        case LineKind::position:
            seen_position(line);
            return std::nullopt;
        case LineKind::nemesis:
            ++figures_.faults;
            liveness_.nemesis(line.text(Field::fault), line.time(), at_);
            return std::nullopt;
        default:
            return end_call(line);
    }
}

std::optional<std::string> Judge::begin_call(const Line& line) {
    Call& call = calls_[calls_.find_or_add(static_cast<std::uint64_t>(line.number(Field::proc))).first];
    if (call.open) return "this process has a call under way since line " + std::to_string(call.line);
    if (++open_calls_ > calls_max) return "more than " + std::to_string(calls_max) + " calls under way";
    const std::uint64_t id = call.id;
    call = {};
    call.id = id;
    call.open = true;
    call.kind = line.kind();
    call.line = at_;
    call.invoked_at = line.time();
    liveness_.invoked(line.time(), at_);
    if (line.kind() == LineKind::submit_invoke) submit_begins(line, call);
    if (line.kind() == LineKind::poll_invoke) poll_begins(line, call);
    if (line.kind() == LineKind::read_invoke) read_begins(line, call);
    return std::nullopt;
}

void Judge::submit_begins(const Line& line, Call& call) {
    ++figures_.submits;
    call.operation = evidence_.operations.find_or_add(operation_hash(line.caller(), line.text(Field::op))).first;
    Operation& operation = evidence_.operations[call.operation];
    call.stream = evidence_.stream_of(line.text(Field::key));
    if (!operation.submitted) {
        operation.submitted = true;
        operation.invoked_at = line.time();
        operation.of_nobody = is_nobodys(line);
        operation.payload = {line.hash(Field::body_hash), line.number_or(Field::value, 0), call.stream, at_, 0, 0, 0};
        linearizable_.invoked(operation, call.stream, operation.payload.value, line.time(), at_);
    } else {
        call.payload = find_payload(operation, line);
    }
    ++payload_of(operation, call).open;
    call.known = operation.state;
    call.known_line = operation.state_line;
}

// Whether the id belongs to an operation of nobody already, for sure.
bool Judge::is_nobodys(const Line& line) const {
    const Operation* nobodys = evidence_.find_nobodys(line);
    return nobodys != nullptr && nobodys->acknowledged;
}

// 0: the first payload, again. Otherwise one of the others, or a new one.
std::uint32_t Judge::find_payload(Operation& operation, const Line& line) {
    const std::uint64_t body = line.hash(Field::body_hash);
    if (operation.payload.body == body) return 0;
    for (std::uint32_t at = operation.payload.next; at != 0; at = evidence_.payloads[at].next) {
        if (evidence_.payloads[at].body == body) return at;
    }
    evidence_.payloads.push_back({body, line.number_or(Field::value, 0), evidence_.stream_of(line.text(Field::key)),
                                  at_, 0, operation.payload.next, 0});
    operation.payload.next = static_cast<std::uint32_t>(evidence_.payloads.size() - 1);
    return operation.payload.next;
}

Payload& Judge::payload_of(Operation& operation, const Call& call) {
    return call.payload == 0 ? operation.payload : evidence_.payloads[call.payload];
}

void Judge::poll_begins(const Line& line, Call& call) {
    ++figures_.polls;
    call.operation = evidence_.operations.find_or_add(operation_hash(line.caller(), line.text(Field::op))).first;
    call.known = evidence_.operations[call.operation].state;
    call.known_line = evidence_.operations[call.operation].state_line;
}

void Judge::read_begins(const Line& line, Call& call) {
    ++figures_.reads;
    call.stream = evidence_.stream_of(line.text(Field::key));
    call.of_one_movement = line.has(Field::op);
    if (call.of_one_movement) {
        call.operation = evidence_.operations.find_or_add(operation_hash(line.caller(), line.text(Field::op))).first;
        call.known = evidence_.operations[call.operation].state;
        call.known_line = evidence_.operations[call.operation].state_line;
    } else {
        call.version = evidence_.streams[call.stream].completed_version;
        call.version_line = evidence_.streams[call.stream].completed_line;
        linearizable_.read_invoked(call);
    }
}

std::optional<std::string> Judge::end_call(const Line& line) {
    const auto found = calls_.find(static_cast<std::uint64_t>(line.number(Field::proc)));
    if (!found || !calls_[*found].open) return "this process has no call under way";
    Call& call = calls_[*found];
    if (!same_question(call.kind, line.kind())) return "this process asked something else";
    const bool about_operation = call.kind != LineKind::read_invoke || call.of_one_movement;
    if (about_operation && line.has(Field::op) &&
        evidence_.find_operation(line) != &evidence_.operations[call.operation]) {
        return "this process asked about another operation";
    }
    call.open = false;
    --open_calls_;
    if (is_info(line.kind())) {
        ++figures_.unknown;
        return std::nullopt;
    }
    if (call.kind == LineKind::submit_invoke) return submit_ends(line, call);
    return call.kind == LineKind::poll_invoke ? poll_ends(line, call) : read_ends(line, call);
}

std::optional<std::string> Judge::submit_ends(const Line& line, const Call& call) {
    Operation& operation = evidence_.operations[call.operation];
    --payload_of(operation, call).open;
    if (line.kind() == LineKind::submit_ok) return submit_answered(line, call, operation);
    one_payload_.submit_fail(evidence_, operation, line, at_);
    return std::nullopt;
}

std::optional<std::string> Judge::submit_answered(const Line& line, const Call& call, Operation& operation) {
    const std::int64_t status = line.number(Field::status);
    if (!is_final(status) && status != 202) return "a submit with status " + std::to_string(status) + " is not 'ok'";
    liveness_.answered(line.time(), at_);
    one_payload_.submit_ok(evidence_, operation, payload_of(operation, call), at_);
    same_answer_.submit_ok(evidence_, operation, line, at_);
    linearizable_.answered(operation, line, at_);
    acknowledged(operation, line.time());
    if (status == 201) operation.told_accomplished = true;
    if (is_final(status)) note_place(operation, line);
    told(operation, call, status == 202 ? State::accepted : state_of_final(status));
    return std::nullopt;
}

// Version and position, where an answer tells both.
void Judge::note_place(Operation& operation, const Line& line) {
    if (!line.has(Field::position) || !line.has(Field::version)) return;
    operation.position = number_of(line, Field::position);
    operation.version = number_of(line, Field::version);
    loss_guard_.seen(operation.position, at_);
}

void Judge::acknowledged(Operation& operation, std::int64_t now) {
    if (operation.acknowledged) return;
    operation.acknowledged = true;
    operation.acknowledged_at = now;
    operation.ok_line = at_;
}

// Its state was told by an answer to a call.
void Judge::told(Operation& operation, const Call& call, State state) {
    liveness_.told(operation, call, state, at_);
    monotone_status_.told(evidence_, operation, call, state, at_);
    Stream& stream = evidence_.streams[operation.payload.stream];
    if (state != State::completed || operation.version <= stream.completed_version) return;
    if (!operation.submitted || operation.payload.next != 0) return;  // of which account, only the journal can say
    stream.completed_version = operation.version;
    stream.completed_line = at_;
}

std::optional<std::string> Judge::poll_ends(const Line& line, const Call& call) {
    if (line.kind() == LineKind::poll_fail) return std::nullopt;
    const auto state = parse_state(line.text(Field::state));
    if (!state) return "there is no state '" + std::string(line.text(Field::state)) + "'";
    Operation& operation = evidence_.operations[call.operation];
    liveness_.answered(line.time(), at_);
    if (is_memory(*state) && !operation.acknowledged) return std::nullopt;
    if (*state != State::absent) acknowledged(operation, line.time());
    if (is_terminal(*state)) {
        const bool compared_with_a_push = operation.pushed_document && line.has(Field::doc_hash);
        if (compared_with_a_push) push_.document(evidence_, operation, line.hash(Field::doc_hash), at_);
        same_answer_.document(evidence_, operation, line, at_);
    }
    if (*state == State::completed) note_place(operation, line);
    told(operation, call, *state);
    return std::nullopt;
}

std::optional<std::string> Judge::read_ends(const Line& line, const Call& call) {
    if (line.kind() == LineKind::read_fail) return std::nullopt;
    liveness_.answered(line.time(), at_);
    const bool there = line.number(Field::status) != 404;
    if (!call.of_one_movement) {
        if (there != line.has(Field::balance)) return "a read of a balance has 'balance', or status 404";
        completion_.balance_read(call, line, at_);
        linearizable_.read_answered(call, line, at_);
        return std::nullopt;
    }
    if (there != line.has(Field::value)) return "a read of a movement has 'value', or status 404";
    Operation& operation = evidence_.operations[call.operation];
    const bool moves_money = operation.payload.value != 0;
    if (moves_money) completion_.movement_read(evidence_, call, there, at_);
    if (there) no_ghost_.seen(operation, at_);
    if (there) fold_.movement_read(operation, line.number(Field::value), at_);
    return std::nullopt;
}

std::optional<std::string> Judge::pushed(const Line& line) {
    ++figures_.pushes;
    const auto state = parse_state(line.text(Field::state));
    if (!state) return "there is no state '" + std::string(line.text(Field::state)) + "'";
    Operation* operation = evidence_.find_operation(line);
    push_.pushed(evidence_, operation, line, *state, at_);
    if (operation == nullptr) return std::nullopt;
    monotone_status_.pushed(evidence_, *operation, *state, at_);
    no_ghost_.seen(*operation, at_);
    return std::nullopt;
}

std::optional<std::string> Judge::external(const Line& line) {
    const std::string_view state = line.text(Field::state);
    if (state != "charged" && state != "refused" && state != "undone") {
        return "an external step is charged, refused or undone";
    }
    once_.external(evidence_, line, at_);
    no_ghost_.external(line, at_);
    return std::nullopt;
}

void Judge::consumed(const Line& line) {
    ++figures_.deliveries;
    Message& message = evidence_.messages[evidence_.messages.find_or_add(hash_of(line.text(Field::message))).first];
    if (message.delivered_line != 0) return;  // only the first delivery has an order
    message.delivered_line = at_;
    message.claimed_group = hash_of(line.text(Field::group));
}

void Judge::seen_position(const Line& line) {
    const std::string_view who = line.text(Field::node);
    const std::int64_t position = line.number(Field::value);
    fold_.position(evidence_, who, position, at_);
    if (who == "journal") {
        loss_guard_.journal(evidence_, position, at_);
    } else {
        loss_guard_.seen(position, at_);
    }
}

}  // namespace hapax::check
