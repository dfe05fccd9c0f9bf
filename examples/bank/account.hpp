// An account: what happened to it, and what decisions need to know of it.
//
// Units  money is in cents, the minor unit of the one currency of this bank.
#pragma once

#include <string>
#include <string_view>

#include <hapax/hapax.hpp>

namespace bank {

using Cents = hapax::Quantity<struct CentsTag>;

// No single movement and no balance is above this: it is exact in every JSON reader.
inline constexpr Cents most_cents{1'000'000'000'000'000};

struct AccountOpened {
    std::string owner;
};
struct MoneyDeposited {
    Cents amount;
    Cents balance;  // after it
};
struct MoneyWithdrawn {
    Cents amount;
    Cents balance;  // after it
};
BOOST_DESCRIBE_STRUCT(AccountOpened, (), (owner))
BOOST_DESCRIBE_STRUCT(MoneyDeposited, (), (amount, balance))
BOOST_DESCRIBE_STRUCT(MoneyWithdrawn, (), (amount, balance))

struct Account {
    static constexpr std::string_view stream = "account";
    using Events = hapax::Events<AccountOpened, MoneyDeposited, MoneyWithdrawn>;
    bool open = false;
    Cents balance;
};
BOOST_DESCRIBE_STRUCT(Account, (), (open, balance))

inline void evolve(Account& account, const AccountOpened&) {
    account.open = true;
}
inline void evolve(Account& account, const MoneyDeposited& e) {
    account.balance += e.amount;
}
inline void evolve(Account& account, const MoneyWithdrawn& e) {
    account.balance -= e.amount;
}

}  // namespace bank
