// Fear: the search for a linearization calls a possible history impossible, or the other way round. Method: tiny random
// histories, judged by it and by trying every order there is.

#include "tools/check/checks/register.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "kernel/random.hpp"

namespace hapax::check {
namespace {

using Told = RegisterCall::Told;

RegisterCall added(std::int64_t from, std::int64_t to, std::int64_t value, std::int64_t balance) {
    return {from, to, value, balance, Told::added, true, 0, 0};
}

RegisterCall read(std::int64_t from, std::int64_t to, std::int64_t balance) {
    return {from, to, 0, balance, Told::balance, true, 0, 0};
}

RegisterCall insufficient(std::int64_t from, std::int64_t to, std::int64_t value) {
    return {from, to, value, 0, Told::insufficient, false, 0, 0};
}

bool is_linearizable(const std::vector<RegisterCall>& calls) {
    return !judge_register(calls, {}).broken;
}

// May `call` take effect at this balance? Sets the balance after it.
bool step(const RegisterCall& call, std::int64_t& balance) {
    const std::int64_t after = balance + call.value;
    if (call.told == Told::refused) return true;
    if (call.told == Told::insufficient) return after < 0;
    if (call.told == Told::balance) return call.balance == balance;
    if (after < 0 || (call.has_balance && call.balance != after)) return false;
    balance = after;
    return true;
}

bool explains(const std::vector<RegisterCall>& calls, const std::vector<std::size_t>& order, std::size_t taken) {
    std::int64_t balance = 0;
    for (std::size_t i = 0; i < taken; ++i) {
        for (std::size_t later = i + 1; later < taken; ++later) {
            if (calls[order[later]].returned_at < calls[order[i]].invoked_at) return false;
        }
        if (!step(calls[order[i]], balance)) return false;
    }
    return true;
}

// Every order of all calls that returned and of any of the others.
bool some_order_explains(const std::vector<RegisterCall>& calls) {
    std::vector<std::size_t> order(calls.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
        for (std::size_t taken = 0; taken <= order.size(); ++taken) {
            const bool all_that_returned = std::all_of(order.begin() + static_cast<std::ptrdiff_t>(taken), order.end(),
                                                       [&](std::size_t i) { return calls[i].returned_at == never; });
            if (all_that_returned && explains(calls, order, taken)) return true;
        }
    } while (std::ranges::next_permutation(order).found);
    return false;
}

RegisterCall any_call(Random& random) {
    RegisterCall call;
    call.invoked_at = static_cast<std::int64_t>(random.below(12));
    call.returned_at = call.invoked_at + 1 + static_cast<std::int64_t>(random.below(6));
    call.value = static_cast<std::int64_t>(random.below(5)) - 2;
    call.balance = static_cast<std::int64_t>(random.below(4));
    constexpr std::array<Told, 5> kinds{Told::added, Told::added, Told::insufficient, Told::balance, Told::refused};
    call.told = kinds[random.below(kinds.size())];
    if (call.told == Told::balance) call.value = 0;
    call.has_balance = call.told == Told::balance || (call.told == Told::added && random.below(3) != 0);
    if (random.below(6) == 0) {
        call.returned_at = never;
        call.told = Told::nothing;
        call.has_balance = false;
    }
    return call;
}

TEST(Register, AgreesWithTryingEveryOrder) {
    Random random(20261122);
    std::size_t possible = 0;
    constexpr std::size_t histories = 20'000;
    for (std::size_t i = 0; i < histories; ++i) {
        std::vector<RegisterCall> calls(1 + random.below(5));
        std::ranges::generate(calls, [&] { return any_call(random); });
        const bool expected = some_order_explains(calls);
        possible += expected ? 1 : 0;
        ASSERT_EQ(is_linearizable(calls), expected) << "history " << i;
    }
    EXPECT_GT(possible, histories / 20) << "both answers must be common";
    EXPECT_LT(possible, histories / 20 * 19);
}

TEST(Register, AReadMayNotGoBehindOneThatHasEnded) {
    const std::vector<RegisterCall> fresh{added(0, 10, 5, 5), read(1, 2, 5), read(3, 4, 5)};
    EXPECT_TRUE(is_linearizable(fresh));
    const std::vector<RegisterCall> stale{added(0, 10, 5, 5), read(1, 2, 5), read(3, 4, 0)};
    EXPECT_FALSE(is_linearizable(stale));
}

TEST(Register, ARefusalNeedsABalanceThatIsTooSmall) {
    EXPECT_TRUE(is_linearizable({added(0, 1, 5, 5), insufficient(2, 3, -6)}));
    EXPECT_FALSE(is_linearizable({added(0, 1, 5, 5), insufficient(2, 3, -5)}));
}

TEST(Register, TheCallThatCannotBeExplainedIsNamed) {
    const auto verdict = judge_register({added(0, 1, 5, 5), read(2, 3, 5), read(4, 5, 6)}, {});
    ASSERT_TRUE(verdict.broken);
    EXPECT_EQ(*verdict.broken, 2u);
    EXPECT_EQ(verdict.previous, 1u);
}

// 60 calls at once are too many; what comes after them is judged again, from a balance that is not known.
TEST(Register, AWindowThatIsTooWideIsSkippedAndCounted) {
    std::vector<RegisterCall> calls;
    for (int i = 0; i < 60; ++i) calls.push_back(added(0, 100, 1, i + 1));
    calls.push_back(read(200, 201, 60));
    calls.push_back(read(202, 203, 60));
    const auto good = judge_register(calls, {});
    EXPECT_FALSE(good.broken);
    EXPECT_EQ(good.skipped, 1u);
    calls.push_back(read(204, 205, 61));
    EXPECT_TRUE(judge_register(calls, {}).broken);
}

TEST(Register, CallsThatNeverReturnDoNotUseUpTheWindow) {
    std::vector<RegisterCall> calls;
    for (int i = 0; i < 200; ++i) {
        RegisterCall lost;
        lost.invoked_at = i * 10;
        lost.value = 1;
        calls.push_back(lost);
        calls.push_back(read(i * 10 + 1, i * 10 + 2, i + 1));  // it took effect
    }
    const auto verdict = judge_register(calls, {});
    EXPECT_FALSE(verdict.broken);
    EXPECT_EQ(verdict.skipped, 0u);
}

}  // namespace
}  // namespace hapax::check
