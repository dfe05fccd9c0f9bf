#include "world/options.hpp"

#include <set>

#include <gtest/gtest.h>

namespace hapax::world {
namespace {

TEST(WorldOptions, AreTheSameForTheSameSeedAndDifferOtherwise) {
    std::set<std::string> drawn;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        EXPECT_EQ(text(draw_options(seed)), text(draw_options(seed)));
        drawn.insert(text(draw_options(seed)));
    }
    EXPECT_EQ(drawn.size(), 100U);
}

TEST(WorldOptions, TurnEveryFaultOnAndOff) {
    std::uint32_t ever_on = 0;
    std::uint32_t always_on = ~std::uint32_t{0};
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        ever_on |= draw_options(seed).nemesis.faults;
        always_on &= draw_options(seed).nemesis.faults;
    }
    EXPECT_EQ(ever_on, (1U << fault_kinds) - 1);
    EXPECT_EQ(always_on, 0U);
}

// The last prepared segment is reserved: with a single one nothing would ever be admitted again once one is full.
TEST(WorldOptions, LeaveAPreparedSegmentForAdmitting) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) EXPECT_GE(draw_options(seed).journal.prepared_segments, 2U);
}

}  // namespace
}  // namespace hapax::world
