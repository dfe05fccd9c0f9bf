// What can be asked of an account, and how it decides.
//
// Rejections  account-exists · account-not-open · insufficient-funds · balance-too-large
#pragma once

#include <cstdint>
#include <string>

#include "bank/account.hpp"

namespace bank {

struct OpenAccount {
    std::string owner;
};
struct Deposit {
    Cents amount;
};
struct Withdraw {
    Cents amount;
};
BOOST_DESCRIBE_STRUCT(OpenAccount, (), (owner))
BOOST_DESCRIBE_STRUCT(Deposit, (), (amount))
BOOST_DESCRIBE_STRUCT(Withdraw, (), (amount))

inline hapax::Decision<Account> decide(const Account& account, const OpenAccount& c) {
    if (account.open) return hapax::reject("account-exists");
    return AccountOpened{c.owner};
}

inline hapax::Decision<Account> decide(const Account& account, const Deposit& c) {
    if (!account.open) return hapax::reject("account-not-open");
    const Cents balance = account.balance + c.amount;
    if (balance > most_cents) return hapax::reject("balance-too-large");
    return MoneyDeposited{c.amount, balance};
}

inline hapax::Decision<Account> decide(const Account& account, const Withdraw& c) {
    if (!account.open) return hapax::reject("account-not-open");
    if (account.balance < c.amount) return hapax::reject("insufficient-funds");
    return MoneyWithdrawn{c.amount, account.balance - c.amount};
}

// The balance after the operation, in the answer to it.
struct NewBalance {
    Cents balance;
};
BOOST_DESCRIBE_STRUCT(NewBalance, (), (balance))

inline NewBalance reply(const Account& after, const Deposit&) {
    return {after.balance};
}
inline NewBalance reply(const Account& after, const Withdraw&) {
    return {after.balance};
}

// A movement of money is a positive number of cents.
struct MovementLimits {
    static constexpr std::int64_t minimum = 1;
    static constexpr std::int64_t maximum = most_cents.value;
};

}  // namespace bank

template <>
struct hapax::Limits<&bank::Deposit::amount> : bank::MovementLimits {};
template <>
struct hapax::Limits<&bank::Withdraw::amount> : bank::MovementLimits {};
template <>
struct hapax::Limits<&bank::OpenAccount::owner> {
    static constexpr std::size_t min_length = 1;
    static constexpr std::size_t max_length = 200;
};
