// What the generator's service holds in the end.

#include "tools/check/generator/run.hpp"

namespace hapax::check {

void Run::dump() {
    dump_views();
    for (std::uint32_t position = 1; position <= records_.size(); ++position) dump_record(position);
    dump_rows();
    dump_messages();
    dump_sagas();
    begin(LineKind::dump_end);
    finish();
}

void Run::dump_views() {
    for (const std::string_view view : {"balances", "movements"}) {
        Line& line = begin(LineKind::dump_view);
        line.set(Field::view, view);
        line.set(Field::shape, view == "balances" ? "folded" : "appended");
        line.set(Field::stream, "account");
        line.set(Field::position, static_cast<std::int64_t>(records_.size()));
        finish();
    }
    Line& start = begin(LineKind::dump_start);
    start.set(Field::end, static_cast<std::int64_t>(records_.size()));
    finish();
}

void Run::dump_record(std::uint32_t position) {
    const MadeRecord& record = records_[position - 1];
    Line& line = begin(LineKind::dump_record);
    line.set(Field::position, position);
    line.set(Field::op, id_text(record.operation, record.step + (record.undo ? 2u : 0u)));
    set_caller(line, operations_[record.operation].client);
    line.set(Field::stream, record.transfer ? transfer_text(record.operation) : stream_text(record.account));
    line.set(Field::version, record.version);
    line.set(Field::state, record.accomplished ? "accomplished" : "rejected");
    line.mark(Field::events);
    if (record.step == 0 && !record.transfer) line.set_hash(Field::resp_hash, hash("answer", record.operation));
    if (record.step != 0) {
        line.set(Field::saga, id_text(record.operation, 0));
        line.set(Field::step, record.step);
        if (record.undo) line.set(Field::undo, 1);
    }
    if (record.accomplished) {
        EventLine event;
        event.type = record.transfer       ? "TransferStarted"
                     : record.amount == 0  ? "AccountOpened"
                     : record.amount > 0   ? "MoneyDeposited"
                                           : "MoneyWithdrawn";
        event.has_amount = event.has_balance = record.amount != 0;
        event.amount = record.amount < 0 ? -record.amount : record.amount;
        event.balance = record.balance;
        line.events.push_back(event);
    }
    std::string message;
    if (record.sends) {
        message = std::to_string(position) + "/0";
        line.mark(Field::messages);
        line.messages.push_back({message, line.text(Field::stream)});
    }
    finish();
}

void Run::dump_rows() {
    for (std::uint32_t account = 0; account < accounts_.size(); ++account) {
        if (accounts_[account].version == 0) continue;
        Line& line = begin(LineKind::dump_row);
        line.set(Field::view, "balances");
        line.set(Field::key, stream_text(account));
        line.set(Field::balance, accounts_[account].balance);
        finish();
    }
    for (std::uint32_t position = 1; position <= records_.size(); ++position) {
        const MadeRecord& record = records_[position - 1];
        if (!record.accomplished || record.amount == 0) continue;
        Line& line = begin(LineKind::dump_row);
        line.set(Field::view, "movements");
        line.set(Field::key, stream_text(record.account));
        line.set(Field::op, id_text(record.operation, record.step + (record.undo ? 2u : 0u)));
        set_caller(line, operations_[record.operation].client);
        line.set(Field::position, position);
        line.set(Field::index, 0);
        line.set(Field::value, record.amount);
        finish();
    }
}

void Run::dump_messages() {
    constexpr std::array<std::string_view, 5> places{"done", "outbox", "dead-letter-1", "dead-letter-2", "parked"};
    for (const MadeMessage& message : messages_) {
        Line& line = begin(LineKind::dump_message);
        line.set(Field::message, message_text(message.position));
        line.set(Field::group, stream_text(records_[message.position - 1].account));
        line.set(Field::place, places[message.place]);
        if (message.parks && message.skips) line.set(Field::policy, "skip");
        finish();
    }
}

void Run::dump_sagas() {
    for (const MadeSaga& saga : sagas_) {
        const bool completed = operations_[saga.operation].fate == Fate::completed;
        Line& line = begin(LineKind::dump_saga);
        set_operation(line, saga.operation);
        line.set(Field::steps, 2);
        line.set(Field::state, completed ? "completed" : "compensated");
        finish();
        Line& operation = begin(LineKind::dump_operation);
        set_operation(operation, saga.operation);
        operation.set(Field::state, completed ? "completed" : "compensated");
        operation.set_hash(Field::doc_hash, hash("document", saga.operation));
        finish();
    }
}

}  // namespace hapax::check
