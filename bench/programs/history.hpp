// A history that the bank itself could have made: its own decisions, account after account in turn.
//
//   History history(service, 1000);
//   Commit commit = history.next();        // every account is opened, then funded, then withdrawn from
//   append_some(house, history, 100'000);
//
// Errors   a bank without these commands, or one that refuses them, ends the program.
// Threads  one.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "journal_house.hpp"
#include "kernel/model/service.hpp"
#include "sample.hpp"

namespace hapax::bench {

inline constexpr std::size_t history_batch = 4096;

inline const CommandType& command_of(const Service& service, std::string_view name) {
    for (const auto& type : service.commands) {
        if (type->name().ends_with(name)) return *type;
    }
    fail("the bank has no such command");
}

class History {
 public:
    History(const Service& service, std::uint64_t accounts) : service_(service), states_(accounts) {}

    Commit next() {
        const std::uint64_t n = made_++;
        if (n < states_.size()) return decided("OpenAccount", n, R"({"owner":"bench"})");
        if (n < 2 * states_.size()) return decided("Deposit", n, R"({"amount":1000000000000})");
        return decided("Withdraw", n, R"({"amount":1})");
    }

    std::uint64_t made() const { return made_; }
    const AggregateState& state(std::uint64_t account) const { return *states_[account]; }

 private:
    Commit decided(std::string_view name, std::uint64_t n, std::string_view body) {
        const CommandType& type = command_of(service_, name);
        auto& state = states_[n % states_.size()];
        if (state == nullptr) state = type.aggregate().initial();
        Commit commit = withdrawal(n, states_.size());
        commit.stream.type = type.aggregate().stream();
        commit.type = name;
        auto decoded = type.decode(body);
        if (!decoded) fail("the body was refused");
        commit.events = type.decide(*state, *decoded->command, {}).events;
        if (commit.events.size() != 1) fail("one event was expected");
        return commit;
    }

    const Service& service_;
    std::vector<std::unique_ptr<AggregateState>> states_;
    std::uint64_t made_ = 0;
};

inline void append_some(JournalHouse& house, History& history, std::uint64_t events) {
    std::vector<Commit> batch;
    while (events > 0) {
        batch.resize(std::min<std::uint64_t>(events, history_batch));
        for (Commit& commit : batch) commit = history.next();
        wait_for_space(house, batch.size());
        opened(house.store().append(batch), "append");
        events -= batch.size();
    }
}

}  // namespace hapax::bench
