#include "world/schedule.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace hapax::world {
namespace {

NemesisOptions everything() {
    NemesisOptions options;
    options.faults = (1U << fault_kinds) - 1;
    options.warm_up = std::chrono::milliseconds(3);
    options.every_max = std::chrono::milliseconds(20);
    options.calls_max = 200;
    return options;
}

std::string lines(const Schedule& schedule) {
    std::string all;
    for (const PlannedFault& fault : schedule) all += text(fault) + " " + std::to_string(fault.dice) + "\n";
    return all;
}

TEST(Schedule, IsTheSameForTheSameSeedAndAnotherForOthers) {
    EXPECT_EQ(lines(draw_schedule(everything(), Random(1))), lines(draw_schedule(everything(), Random(1))));
    EXPECT_NE(lines(draw_schedule(everything(), Random(1))), lines(draw_schedule(everything(), Random(2))));
}

TEST(Schedule, IsInOrderOfTimeAndBeginsAfterTheWarmUp) {
    const Schedule schedule = draw_schedule(everything(), Random(1));
    ASSERT_FALSE(schedule.empty());
    EXPECT_GT(schedule.front().at, everything().warm_up);
    EXPECT_TRUE(std::ranges::is_sorted(schedule, {}, &PlannedFault::at));
    for (std::size_t i = 0; i < schedule.size(); ++i) EXPECT_EQ(schedule[i].index, i);
}

TEST(Schedule, HasOnlyFaultsThatAreOnAndOfThoseEveryOne) {
    std::set<Fault> met;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        for (const PlannedFault& fault : draw_schedule(everything(), Random(seed))) met.insert(fault.kind);
    }
    EXPECT_EQ(met.size(), fault_kinds);
    NemesisOptions one = everything();
    one.faults = 1U << static_cast<unsigned>(Fault::bit_rot);
    for (const PlannedFault& fault : draw_schedule(one, Random(1))) EXPECT_EQ(fault.kind, Fault::bit_rot);
    one.faults = 0;
    EXPECT_TRUE(draw_schedule(one, Random(1)).empty());
}

TEST(Schedule, IsMostlyShortAndNowAndThenLong) {
    std::size_t few = 0;
    std::size_t longest = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const std::size_t faults = draw_schedule(everything(), Random(seed)).size();
        few += faults <= 12 ? 1 : 0;
        longest = std::max(longest, faults);
    }
    EXPECT_GT(few, 50U);
    EXPECT_GT(longest, 100U);
}

TEST(Schedule, WhatIsKeptIsAsItWas) {
    const Schedule all = draw_schedule(everything(), Random(1));
    const std::vector<std::size_t> wanted{7, 2, 100'000};
    const Schedule some = kept(all, wanted);
    ASSERT_EQ(some.size(), 2U);
    EXPECT_EQ(text(some[0]), text(all[2]));
    EXPECT_EQ(text(some[1]), text(all[7]));
}

TEST(Schedule, NamesEveryKindDifferently) {
    std::set<std::string_view> names;
    for (std::size_t kind = 0; kind < fault_kinds; ++kind) names.insert(text(static_cast<Fault>(kind)));
    EXPECT_EQ(names.size(), fault_kinds);
    EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace hapax::world
