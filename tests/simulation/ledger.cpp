#include "ledger.hpp"

#include "json_text.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

std::string line_of(const StoredCommit& stored) {
    std::string line = "position " + std::to_string(stored.position.value) + " version " +
                       std::to_string(stored.version.value) + " of " + stored.commit.stream.key + ", operation " +
                       stored.commit.operation.id.value.text();
    for (const EventData& event : stored.commit.events) line += ": " + event.type + " " + event.payload;
    return line;
}

void move(AccountHistory& account, const StoredCommit& stored, std::int64_t amount) {
    const std::int64_t before = account.balances.empty() ? 0 : account.balances.back();
    const std::int64_t balance = before + amount;
    require(balance >= 0, "C6 money: a balance fell below zero", [&] { return line_of(stored); });
    require(number_of(stored.commit.events[0].payload, "balance").value_or(balance) == balance,
            "C6 money: an event was decided on another balance than the log has", [&] { return line_of(stored); });
    account.balances.push_back(balance);
    account.positions.push_back(stored.position);
    if (amount == 0) return;
    account.movements.push_back({stored.commit.operation.id.value.text(), amount, balance, stored.position});
}

void apply(Ledger& ledger, const StoredCommit& stored) {
    const Commit& commit = stored.commit;
    AccountHistory& account = ledger[commit.stream.key];
    require(commit.events.size() <= 1, "C1 once: an operation has several events", [&] { return line_of(stored); });
    require(stored.version.value == account.balances.size() + commit.events.size(),
            "C7 order: versions of an account are not dense", [&] { return line_of(stored); });
    if (commit.events.empty()) return;
    require(commit.outcome == Outcome::accomplished, "C5 fail is fail: a rejection has an event",
            [&] { return line_of(stored); });
    const std::string& type = commit.events[0].type;
    const std::int64_t amount = number_of(commit.events[0].payload, "amount").value_or(0);
    require(type.find("AccountOpened") != type.npos || !account.balances.empty(),
            "C6 money: money moved on an account that is not open", [&] { return line_of(stored); });
    move(account, stored, type.find("MoneyWithdrawn") != type.npos ? -amount : amount);
}

}  // namespace

Ledger fold(const Dump& dump) {
    Ledger ledger;
    for (const StoredCommit& stored : dump.records) apply(ledger, stored);
    return ledger;
}

}  // namespace hapax::simulated_bank
