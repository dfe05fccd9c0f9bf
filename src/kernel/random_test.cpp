#include "kernel/random.hpp"

#include <set>

#include <gtest/gtest.h>

namespace hapax {
namespace {

TEST(Random, TheSameSeedDrawsTheSameNumbersForEver) {
    Random random(1);
    EXPECT_EQ(random.next(), 12966619160104079557u);
    EXPECT_EQ(random.next(), 9600361134598540522u);
}

TEST(Random, StreamsDependOnSeedAndNameOnly) {
    Random used(7);
    used.next();
    EXPECT_EQ(used.split("disk").next(), Random(7).split("disk").next());
    EXPECT_NE(used.split("disk").next(), used.split("bus").next());
    EXPECT_NE(used.split("disk").next(), Random(8).split("disk").next());
}

TEST(Random, BelowReachesEveryNumberUnderTheLimit) {
    Random random(3);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 200; ++i) seen.insert(random.below(7));
    EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

// Half of what is drawn lies in the incomplete part, and a remainder of it would favour small numbers.
TEST(Random, BelowIsEvenForALimitThatFitsBadly) {
    constexpr std::uint64_t limit = (std::uint64_t{1} << 63) + 1;
    Random random(3);
    int low = 0;
    for (int i = 0; i < 1000; ++i) low += random.below(limit) < limit / 2 ? 1 : 0;
    EXPECT_GT(low, 400);
    EXPECT_LT(low, 600);
}

TEST(Random, ChanceIsNeverAtZeroAndSureAtAlways) {
    Random random(3);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(random.chance(0));
        EXPECT_TRUE(random.chance(always));
    }
}

}  // namespace
}  // namespace hapax
