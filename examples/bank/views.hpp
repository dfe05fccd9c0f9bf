// What readers of the bank see: the balance of each account, and every movement of money.
#pragma once

#include <string>
#include <string_view>

#include "bank/account.hpp"

namespace bank {

// One row per account.
struct Balance {
    static constexpr std::string_view table = "balances";
    static constexpr int version = 1;
    Cents amount;
};
BOOST_DESCRIBE_STRUCT(Balance, (), (amount))

inline void project(Balance&, const AccountOpened&) {}
inline void project(Balance& row, const MoneyDeposited& e) {
    row.amount += e.amount;
}
inline void project(Balance& row, const MoneyWithdrawn& e) {
    row.amount -= e.amount;
}

// One row per movement; a withdrawal is negative.
struct Movement {
    static constexpr std::string_view table = "movements";
    static constexpr int version = 1;
    std::string account;
    hapax::OperationId operation;
    hapax::Caller caller;
    Cents amount;
    hapax::Timestamp time;
    Cents balance;  // after it
};
BOOST_DESCRIBE_STRUCT(Movement, (), (account, operation, caller, amount, time, balance))

inline Movement row(const MoneyDeposited& e, const hapax::Meta& m) {
    return {m.stream_id, m.operation, m.caller, e.amount, m.recorded_at, e.balance};
}
inline Movement row(const MoneyWithdrawn& e, const hapax::Meta& m) {
    return {m.stream_id, m.operation, m.caller, -e.amount, m.recorded_at, e.balance};
}

}  // namespace bank
