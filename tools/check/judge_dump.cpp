// The dump's half of the judge: the journal record by record, then what everybody else holds in the end.

#include <algorithm>

#include "tools/check/judge.hpp"

namespace hapax::check {
namespace {

// Views and start come first, then records, then the others in any order, then the end.
int rank(LineKind kind) {
    if (kind == LineKind::dump_view || kind == LineKind::dump_start) return 0;
    if (kind == LineKind::dump_record) return 1;
    return kind == LineKind::dump_end ? 3 : 2;
}

std::string_view type_of(std::string_view stream) {
    return stream.substr(0, stream.find('/'));
}

bool is_outcome(std::string_view state) {
    return state == "accomplished" || state == "rejected" || state == "precondition-failed" || state == "failed";
}

}  // namespace

std::optional<std::string> Judge::dump(const Line& line) {
    if (auto broken = in_order(line)) return broken;
    switch (line.kind()) {
        case LineKind::dump_view:
            loss_guard_.seen(line.number(Field::position), at_);
            return fold_.view(line, at_);
        case LineKind::dump_start:
            return start(line);
        case LineKind::dump_record:
            return record(line);
        case LineKind::dump_operation:
            return operation_line(line);
        case LineKind::dump_row:
            return fold_.row(evidence_, line, at_);
        case LineKind::dump_message:
            return conservation_.place(evidence_, line, at_);
        case LineKind::dump_saga:
            return saga_line(line);
        case LineKind::dump_oracle:
            return external(line);
        default:
            dump_ended_ = true;
            return std::nullopt;
    }
}

std::optional<std::string> Judge::in_order(const Line& line) {
    if (dump_ended_) return "a line behind the end of the dump";
    if (!evidence_.has_dump) {
        evidence_.has_dump = true;
        last_dump_ = line.kind();
        if (rank(line.kind()) != 0) return "a dump begins with its views and its start";
    }
    if (rank(line.kind()) < rank(last_dump_)) return "this line of a dump comes too late";
    if (rank(line.kind()) > 0 && start_line_ == 0) return "the dump has no line 'start'";
    last_dump_ = line.kind();
    return std::nullopt;
}

std::optional<std::string> Judge::start(const Line& line) {
    if (start_line_ != 0) return "a second line 'start'";
    start_line_ = at_;
    evidence_.journal_end = static_cast<std::uint64_t>(line.number(Field::end));
    if (evidence_.journal_end > positions_max) return "more positions than this program can tell apart";
    floor_ = line.number_or(Field::floor, 0);
    money_.start(floor_);
    loss_guard_.journal(evidence_, line.number(Field::end), at_);
    completion_.begin_dump(evidence_);
    return std::nullopt;
}

std::optional<std::string> Judge::record(const Line& line) {
    ++figures_.records;
    const std::string_view outcome = line.text(Field::state);
    if (!is_outcome(outcome)) return "there is no state '" + std::string(outcome) + "' of a record";
    const std::uint32_t number = evidence_.stream_of(line.text(Field::stream));
    Stream& stream = evidence_.streams[number];
    stream.type = hash_of(type_of(line.text(Field::stream)));
    Operation& operation = evidence_.operation_of(line);
    weigh_events(line);
    once_.record(evidence_, operation, line, at_);
    one_payload_.run_for_somebody(evidence_, operation, line, at_);
    order_.record(evidence_, stream, operation, line, at_);
    same_answer_.dumped(evidence_, operation, line, at_);
    operation.has_record = true;
    operation.record_line = at_;
    operation.position = number_of(line, Field::position);
    operation.version = number_of(line, Field::version);
    if (operation.submitted && operation.invoked_at > stream.latest_invoke) {
        stream.latest_invoke = operation.invoked_at;
        stream.latest_operation = *evidence_.operations.find(operation.id);
    }
    const std::int64_t amount = total_amount();
    if (line.has(Field::saga)) {
        if (auto broken = saga_record(line, operation, number, amount)) return broken;
    } else if (outcome == "accomplished") {
        fail_is_fail_.record(evidence_, operation, at_);
        if (operation.submitted) one_payload_.record(evidence_, operation, amount, has_amount(), number, at_);
    }
    if (outcome == "accomplished") applied(line, operation, number);
    linearizable_.recorded(operation, number);
    stream.version += static_cast<std::uint32_t>(line.events.size());
    if (!line.events.empty()) completion_.record(evidence_, stream, operation, at_);
    stream.record_line = at_;
    fold_.record(evidence_, operation.position);
    sent(line);
    return std::nullopt;
}

// What each event adds to the account: unknown names add, debits take away.
void Judge::weigh_events(const Line& line) {
    evidence_.amounts.clear();
    for (const EventLine& event : line.events) {
        const bool debit = std::ranges::find(options_.debits, event.type) != options_.debits.end();
        const std::int64_t amount = event.has_amount && event.amount != INT64_MIN ? event.amount : no_amount;
        evidence_.amounts.push_back(amount == no_amount ? no_amount : debit ? -amount : amount);
    }
}

bool Judge::has_amount() const {
    return std::ranges::any_of(evidence_.amounts, [](std::int64_t amount) { return amount != no_amount; });
}

std::int64_t Judge::total_amount() const {
    std::uint64_t total = 0;
    for (const std::int64_t amount : evidence_.amounts) {
        if (amount != no_amount) total += static_cast<std::uint64_t>(amount);
    }
    return static_cast<std::int64_t>(total);
}

std::optional<std::string> Judge::saga_record(const Line& line, const Operation& operation, std::uint32_t stream,
                                              std::int64_t amount) {
    const std::int64_t step = line.number_or(Field::step, 0);
    if (step < 1 || step > saga_steps_max) return "a step of a saga is 1 to " + std::to_string(saga_steps_max);
    if (line.text(Field::state) != "accomplished") return std::nullopt;
    Saga& saga = evidence_.sagas[evidence_.sagas.find_or_add(hash_of(line.text(Field::saga))).first];
    const auto asked = evidence_.operations.find(operation_hash(line.caller(), line.text(Field::saga)));
    const bool known = asked && evidence_.operations[*asked].submitted;
    saga_.step(evidence_, saga, step, line.number_or(Field::undo, 0) != 0, at_);
    money_.saga_step(evidence_, saga, amount, at_);
    const std::int64_t from = known ? evidence_.operations[*asked].invoked_at : INT64_MIN;
    linearizable_.saga_step(operation, stream, amount, from, at_);
    return std::nullopt;
}

void Judge::applied(const Line& line, Operation& operation, std::uint32_t number) {
    Stream& stream = evidence_.streams[number];
    operation.applied = true;
    operation.payload.value = total_amount();
    for (std::size_t i = 0; i < line.events.size(); ++i) {
        money_.event(evidence_, stream, line.events[i], evidence_.amounts[i], at_);
    }
}

void Judge::sent(const Line& line) {
    for (const MessageLine& sent : line.messages) {
        const std::uint32_t number = evidence_.messages.find_or_add(hash_of(sent.message)).first;
        Message& message = evidence_.messages[number];
        if (message.sequence != 0) {
            evidence_.findings.add(Check::once, "one message was sent twice", {message.record_line, at_});
            continue;
        }
        message.group = evidence_.groups.find_or_add(hash_of(sent.group)).first;
        message.sequence = ++evidence_.groups[message.group].messages;
        message.record_line = at_;
        fifo_.message(evidence_, number, at_);
    }
}

std::optional<std::string> Judge::operation_line(const Line& line) {
    const auto state = parse_state(line.text(Field::state));
    if (!state) return "there is no state '" + std::string(line.text(Field::state)) + "'";
    Operation* operation = evidence_.find_operation(line);
    if (operation == nullptr) return std::nullopt;  // setup of somebody else: nobody was told anything of it
    monotone_status_.dumped(evidence_, *operation, *state, at_);
    liveness_.dumped(evidence_, *operation, *state, at_);
    same_answer_.dumped(evidence_, *operation, line, at_);
    return std::nullopt;
}

std::optional<std::string> Judge::saga_line(const Line& line) {
    const auto state = parse_state(line.text(Field::state));
    if (!state) return "there is no state '" + std::string(line.text(Field::state)) + "'";
    const std::int64_t steps = line.number(Field::steps);
    if (steps < 1 || steps > saga_steps_max) return "a saga has 1 to " + std::to_string(saga_steps_max) + " steps";
    Saga& saga = evidence_.sagas[evidence_.sagas.find_or_add(hash_of(line.text(Field::op))).first];
    if (saga.end_line != 0) return "a second line for one saga";
    saga.steps = static_cast<std::uint32_t>(steps);
    saga.state = *state;
    saga.end_line = at_;
    if (Operation* operation = evidence_.find_operation(line)) liveness_.dumped(evidence_, *operation, *state, at_);
    return std::nullopt;
}

}  // namespace hapax::check
