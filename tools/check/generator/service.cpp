// The service of the generator: it decides at once and for good, and its views follow in the journal's order.

#include <algorithm>

#include "tools/check/generator/run.hpp"

namespace hapax::check {

void Run::decide(std::uint32_t number) {
    MadeOperation& operation = operations_[number];
    if (operation.fate != Fate::open) return;
    MadeRecord record;
    record.operation = number;
    if (operation.transfer) {
        operation.fate = Fate::executing;
        record.transfer = true;
        record.version = 1;
        append(record);
        begin_saga(number);
        return;
    }
    Account& account = accounts_[operation.account];
    record.account = operation.account;
    record.accomplished = account.balance + operation.value >= 0;
    operation.fate = record.accomplished ? Fate::accomplished : Fate::rejected;
    if (record.accomplished) {
        record.amount = operation.value;
        account.balance += operation.value;
        ++account.version;
        record.sends = operation.value > 0 && random_.chance(chances_.message);
    }
    record.balance = account.balance;
    record.version = account.version;
    append(record);
}

void Run::append(MadeRecord record) {
    records_.push_back(record);
    const auto position = static_cast<std::uint32_t>(records_.size());
    if (record.step == 0) operations_[record.operation].position = position;
    last_projection_ = std::max(last_projection_, now_ + some(200'000));
    at(last_projection_ - now_, Step::projected, position);
}

void Run::project() {
    const MadeRecord& record = records_[projected_++];
    if (record.accomplished && !record.transfer) {
        Account& account = accounts_[record.account];
        account.shown = record.balance;
        account.shown_version = record.version;
    }
    if (record.sends) send(projected_);
    const MadeOperation& operation = operations_[record.operation];
    if (operation.subscribed && !record.transfer && record.step == 0) at(some(100'000), Step::told, record.operation);
}

bool Run::is_projected(const MadeOperation& operation) const {
    return operation.position != 0 && operation.position <= projected_;
}

// Every message of a group is delivered after the one before it, until one parks the group.
void Run::send(std::uint32_t position) {
    MadeMessage message;
    message.position = position;
    Account& account = accounts_[records_[position - 1].account];
    const bool stopped = account.group_stopped;
    message.parks = !stopped && random_.chance(chances_.park);
    message.skips = message.parks && random_.below(2) == 0;
    message.dies = !stopped && !message.parks && random_.chance(chances_.dead);
    messages_.push_back(message);
    if (stopped) return;
    account.group_stopped = message.parks && !message.skips;
    account.group_time = std::max(account.group_time, now_) + some(50'000);
    const auto number = static_cast<std::uint32_t>(messages_.size() - 1);
    at(account.group_time - now_, Step::delivered, number);
    if (message.dies || random_.chance(chances_.redeliver)) {
        at(account.group_time - now_ + some(500'000), Step::redelivered, number);
    }
}

void Run::deliver(std::uint32_t number, bool again) {
    MadeMessage& message = messages_[number];
    const MadeRecord& record = records_[message.position - 1];
    Line& line = begin(LineKind::consume);
    line.set(Field::proc, 0);
    line.set(Field::message, message_text(message.position));
    line.set(Field::group, stream_text(record.account));
    line.set(Field::op, id_text(record.operation, 0));
    set_caller(line, operations_[record.operation].client);
    finish();
    constexpr std::uint8_t done = 0, first_office = 2, second_office = 3, parked = 4;
    if (message.parks) {
        message.place = parked;
    } else if (message.dies) {
        if (again) message.place = number % 2 == 0 ? first_office : second_office;
    } else {
        message.place = done;
    }
}

// A kill between two calls: nothing that was decided is lost, so nobody but the harness notices.
void Run::crash() {
    Line& kill = begin(LineKind::nemesis);
    kill.set(Field::fault, "kill");
    kill.set(Field::node, "bank");
    finish();
    const auto seen = [&](std::string_view who, std::size_t position) {
        Line& line = begin(LineKind::position);
        line.set(Field::node, who);
        line.set(Field::value, static_cast<std::int64_t>(position));
        finish();
    };
    seen("view:balances", projected_);
    seen("journal", records_.size());
    seen("witness", records_.size());
    if (operations_.size() < options_.operations) at(some(20'000'000), Step::crash, 0);
}

}  // namespace hapax::check
