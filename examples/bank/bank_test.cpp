#include "bank/bank.hpp"

#include <gtest/gtest.h>

#include "bank/account.hpp"
#include "bank/commands.hpp"
#include "bank/views.hpp"
#include <hapax/testing.hpp>

namespace bank {
namespace {

using hapax::given;

const AccountOpened opened{"ann"};
const MoneyDeposited deposited{{1000}, {1000}};

TEST(Opening, OpensAnAccountOnce) {
    EXPECT_TRUE(given<Account>().when(OpenAccount{"ann"}).then(opened));
    EXPECT_TRUE(given<Account>(opened).when(OpenAccount{"ann"}).then_rejected("account-exists"));
}

TEST(Deposit, AddsToTheBalance) {
    EXPECT_TRUE(given<Account>(opened).when(Deposit{{1000}}).then(deposited));
    EXPECT_TRUE(given<Account>(opened, deposited).when(Deposit{{5}}).then(MoneyDeposited{{5}, {1005}}));
    EXPECT_TRUE(given<Account>(opened, deposited).when(Deposit{{5}}).then_replied(R"({"balance":1005})"));
}

TEST(Deposit, NeedsAnOpenAccount) {
    EXPECT_TRUE(given<Account>().when(Deposit{{1000}}).then_rejected("account-not-open"));
}

TEST(Deposit, IsRejectedWhenTheBalanceWouldBeTooLarge) {
    const MoneyDeposited full{most_cents, most_cents};
    EXPECT_TRUE(given<Account>(opened).when(Deposit{most_cents}).then(full));
    EXPECT_TRUE(given<Account>(opened, full).when(Deposit{{1}}).then_rejected("balance-too-large"));
}

TEST(Withdrawal, TakesFromTheBalance) {
    EXPECT_TRUE(given<Account>(opened, deposited).when(Withdraw{{300}}).then(MoneyWithdrawn{{300}, {700}}));
    EXPECT_TRUE(given<Account>(opened, deposited).when(Withdraw{{300}}).then_replied(R"({"balance":700})"));
}

TEST(Withdrawal, MayEmptyTheAccount) {
    EXPECT_TRUE(given<Account>(opened, deposited).when(Withdraw{{1000}}).then(MoneyWithdrawn{{1000}, {0}}));
}

TEST(Withdrawal, IsRejectedWhenTheBalanceIsShort) {
    EXPECT_TRUE(given<Account>(opened, deposited).when(Withdraw{{1001}}).then_rejected("insufficient-funds"));
    EXPECT_TRUE(given<Account>(opened).when(Withdraw{{1}}).then_rejected("insufficient-funds"));
}

TEST(Withdrawal, NeedsAnOpenAccount) {
    EXPECT_TRUE(given<Account>().when(Withdraw{{1}}).then_rejected("account-not-open"));
}

class BankApp : public testing::Test {
 protected:
    const hapax::CommandType& command(std::string_view name) {
        for (const auto& command : service_.commands) {
            if (command->name() == name) return *command;
        }
        throw std::invalid_argument("no such command");
    }
    std::string first_fault(std::string_view name, std::string_view body) {
        const auto decoded = command(name).decode(body);
        if (decoded) return "";
        const auto& problem = decoded.error();
        return problem.syntax ? "syntax" : problem.errors.front().pointer + " " + problem.errors.front().detail;
    }
    hapax::Service service_ = bank_app().build();
};

TEST_F(BankApp, HasItsRoutes) {
    ASSERT_EQ(service_.routes.size(), 5U);
    EXPECT_EQ(service_.routes[0].pattern, "/accounts/{account}");
    EXPECT_EQ(service_.routes[1].pattern, "/accounts/{account}/deposits/{operation}");
    EXPECT_EQ(service_.routes[2].pattern, "/accounts/{account}/withdrawals/{operation}");
    EXPECT_EQ(service_.routes[3].pattern, "/accounts/{account}/balance");
    EXPECT_EQ(service_.routes[4].pattern, "/accounts/{account}/movements");
}

TEST_F(BankApp, TakesPositiveWholeAmountsOnly) {
    for (const char* name : {"Deposit", "Withdraw"}) {
        EXPECT_EQ(first_fault(name, R"({"amount":1})"), "");
        EXPECT_EQ(first_fault(name, R"({"amount":0})"), "/amount must be at least 1");
        EXPECT_EQ(first_fault(name, R"({"amount":-5})"), "/amount must be at least 1");
        EXPECT_EQ(first_fault(name, R"({"amount":1000000000000001})"), "/amount must be at most 1000000000000000");
        EXPECT_EQ(first_fault(name, R"({"amount":9223372036854775808})"), "/amount is an integer out of range");
        EXPECT_EQ(first_fault(name, R"({"amount":"5"})"), "/amount must be an integer, not a text");
        EXPECT_EQ(first_fault(name, "{}"), "/amount is missing");
        EXPECT_EQ(first_fault(name, R"({"amount":5,"currency":"EUR"})"), "/currency is not a field here");
        EXPECT_EQ(first_fault(name, R"({"amount":5)"), "syntax");
    }
    EXPECT_EQ(first_fault("OpenAccount", R"({"owner":""})"), "/owner must have at least 1 character");
}

TEST_F(BankApp, ShowsBalanceAndMovements) {
    const hapax::EventView withdrawn{"MoneyWithdrawn", 1, R"({"amount":300,"balance":700})"};
    hapax::Meta meta;
    meta.stream_id = "42";
    meta.caller = {"", "ann"};
    hapax::FoldedRow balance = hapax::Row{std::int64_t{1000}};
    ASSERT_TRUE(service_.views[0]->fold(balance, "account", withdrawn, meta));
    EXPECT_EQ(service_.views[0]->render("42", *balance), R"({"account":"42","amount":700})");
    const auto movement = service_.views[1]->row("account", withdrawn, meta);
    ASSERT_TRUE(movement && *movement);
    EXPECT_EQ(service_.views[1]->render("", **movement),
              R"({"account":"42","operation":"00000000-0000-0000-0000-000000000000","caller":"ann","amount":-300,)"
              R"("time":"1970-01-01T00:00:00.000000Z","balance":700})");
}

}  // namespace
}  // namespace bank
