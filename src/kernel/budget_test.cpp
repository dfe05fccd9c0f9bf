#include "kernel/budget.hpp"

#include <gtest/gtest.h>

#include "kernel/random.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000s};

int spent(RetryBudget& budget, Instant now) {
    int retries = 0;
    while (budget.spend(now)) ++retries;
    return retries;
}

TEST(RetryBudget, BeginsFullAndIsSpentOneByOne) {
    RetryBudget budget({.earned_per_million = 0, .floor_per_second = 0, .tokens_max = 3});
    EXPECT_EQ(spent(budget, start), 3);
    EXPECT_EQ(spent(budget, start + 24h), 0);
}

TEST(RetryBudget, EarnsAShareOfTheFirstCalls) {
    RetryBudget budget({.earned_per_million = 200'000, .floor_per_second = 0, .tokens_max = 100});
    EXPECT_EQ(spent(budget, start), 100);
    for (int i = 0; i < 55; ++i) budget.earn();
    EXPECT_EQ(spent(budget, start), 11);
}

TEST(RetryBudget, GivesAFloorToWhoHardlyCalls) {
    RetryBudget budget({.earned_per_million = 200'000, .floor_per_second = 10, .tokens_max = 100});
    spent(budget, start);
    EXPECT_FALSE(budget.spend(start + 99ms));
    EXPECT_TRUE(budget.spend(start + 100ms));
    EXPECT_EQ(spent(budget, start + 1100ms), 10);
}

TEST(RetryBudget, SavesNoMoreThanItsMost) {
    RetryBudget budget({.earned_per_million = 1'000'000, .floor_per_second = 1000, .tokens_max = 7});
    spent(budget, start);
    for (int i = 0; i < 1000; ++i) budget.earn();
    EXPECT_EQ(spent(budget, start), 7);
    EXPECT_EQ(spent(budget, start + 100'000h), 7);
}

TEST(RetryBudget, TakesALateLookAtTheClockForNow) {
    RetryBudget budget({.earned_per_million = 0, .floor_per_second = 10, .tokens_max = 1});
    spent(budget, start + 1s);
    EXPECT_FALSE(budget.spend(start));
    EXPECT_TRUE(budget.spend(start + 1100ms));
}

// Goal: the promise of the header, for any rules and any course of calls. Method: random rules, calls, retries and
// pauses; whatever was granted since the beginning stays below the bound.
TEST(RetryBudget, NeverGrantsMoreThanItPromises) {
    Random random(37);
    for (int course = 0; course < 300; ++course) {
        const BudgetRules rules{static_cast<std::uint32_t>(random.below(1'000'001)),
                                static_cast<std::uint32_t>(random.below(50)),
                                static_cast<std::uint32_t>(random.below(200))};
        RetryBudget budget(rules);
        Instant now = start;
        double calls = 0;
        double granted = 0;
        for (int step = 0; step < 2000; ++step) {
            if (random.chance(300'000)) ++calls, budget.earn();
            if (random.chance(700'000)) granted += budget.spend(now) ? 1 : 0;
            if (random.chance(100'000)) now += Duration(random.below(2'000'000'000));
            const double seconds = std::chrono::duration<double>(now - start).count();
            const double bound =
                calls * rules.earned_per_million / 1e6 + rules.floor_per_second * seconds + rules.tokens_max;
            ASSERT_LE(granted, bound + 1e-6) << "course " << course << ", step " << step;
        }
    }
}

}  // namespace
}  // namespace hapax
