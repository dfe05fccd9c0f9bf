// What can be asked of an account, and how it decides.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bank/account.hpp"

namespace bank {

// Why the bank says no.
inline constexpr hapax::DeclaredRejection account_exists{"account-exists", "The account is open already."};
inline constexpr hapax::DeclaredRejection account_not_open{"account-not-open", "The account has not been opened."};
inline constexpr hapax::DeclaredRejection insufficient_funds{"insufficient-funds",
                                                             "The account holds less than the amount."};
inline constexpr hapax::DeclaredRejection balance_too_large{
    "balance-too-large", "The balance would be above what this bank can keep in one account."};

struct OpenAccount {
    static constexpr std::string_view about = "Opens an account for its owner.";
    static constexpr std::array rejections{account_exists};
    std::string owner;
};
struct Deposit {
    static constexpr std::string_view about = "Pays money into an account.";
    static constexpr std::array rejections{account_not_open, balance_too_large};
    Cents amount;
};
struct Withdraw {
    static constexpr std::string_view about = "Takes money out of an account that holds enough.";
    static constexpr std::array rejections{account_not_open, insufficient_funds};
    Cents amount;
};
BOOST_DESCRIBE_STRUCT(OpenAccount, (), (owner))
BOOST_DESCRIBE_STRUCT(Deposit, (), (amount))
BOOST_DESCRIBE_STRUCT(Withdraw, (), (amount))

inline hapax::Decision<Account> decide(const Account& account, const OpenAccount& c) {
    if (account.open) return hapax::reject(account_exists);
    return AccountOpened{c.owner};
}

inline hapax::Decision<Account> decide(const Account& account, const Deposit& c) {
    if (!account.open) return hapax::reject(account_not_open);
    const Cents balance = account.balance + c.amount;
    if (balance > most_cents) return hapax::reject(balance_too_large);
    return MoneyDeposited{c.amount, balance};
}

inline hapax::Decision<Account> decide(const Account& account, const Withdraw& c) {
    if (!account.open) return hapax::reject(account_not_open);
    if (account.balance < c.amount) return hapax::reject(insufficient_funds);
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
struct hapax::About<&bank::OpenAccount::owner> {
    static constexpr std::string_view text = "Who the account belongs to.";
    static constexpr std::string_view example = "\"ann\"";
};
namespace bank {
struct AboutAmount {
    static constexpr std::string_view text = "In cents.";
    static constexpr std::string_view example = "2000";
};
}  // namespace bank
template <>
struct hapax::About<&bank::Deposit::amount> : bank::AboutAmount {};
template <>
struct hapax::About<&bank::Withdraw::amount> : bank::AboutAmount {};
template <>
struct hapax::Limits<&bank::Deposit::amount> : bank::MovementLimits {};
template <>
struct hapax::Limits<&bank::Withdraw::amount> : bank::MovementLimits {};
template <>
struct hapax::Limits<&bank::OpenAccount::owner> {
    static constexpr std::size_t min_length = 1;
    static constexpr std::size_t max_length = 200;
};
