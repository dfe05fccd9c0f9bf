// Goal: what is left after shrinking is what matters, and little of what does not.
#include "shrink.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "explain.hpp"
#include "run.hpp"

namespace hapax::simulated_bank {
namespace {

FaultList first(std::size_t count) {
    FaultList all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

bool has(const FaultList& faults, std::size_t fault) {
    return std::ranges::find(faults, fault) != faults.end();
}

TEST(Shrink, LeavesTheOneFaultThatMatters) {
    for (std::size_t culprit = 0; culprit < 100; ++culprit) {
        const Shrunk shrunk = shrink(first(100), [&](const FaultList& kept) { return has(kept, culprit); }, 1000);
        EXPECT_EQ(shrunk.kept, FaultList{culprit});
        EXPECT_LT(shrunk.runs, 40U);
    }
}

TEST(Shrink, LeavesFaultsThatMatterTogetherInTheirOrder) {
    const auto fails = [](const FaultList& kept) { return has(kept, 3) && has(kept, 41) && has(kept, 97); };
    EXPECT_EQ(shrink(first(100), fails, 1000).kept, (FaultList{3, 41, 97}));
}

TEST(Shrink, LeavesNothingWhereNoFaultIsNeeded) {
    const Shrunk shrunk = shrink(first(100), [](const FaultList&) { return true; }, 1000);
    EXPECT_TRUE(shrunk.kept.empty());
    EXPECT_EQ(shrunk.runs, 1U);
}

TEST(Shrink, WithoutRunsLeftGivesTheSmallestThatFailed) {
    const auto fails = [](const FaultList& kept) { return has(kept, 3) && has(kept, 97); };
    const Shrunk shrunk = shrink(first(100), fails, 10);
    EXPECT_LE(shrunk.runs, 10U);
    EXPECT_TRUE(fails(shrunk.kept));
    EXPECT_LT(shrunk.kept.size(), 100U);
}

TEST(Shrink, AListOfFaultsIsReadOrRefused) {
    EXPECT_EQ(parse_faults("3,7,12"), (FaultList{3, 7, 12}));
    EXPECT_EQ(parse_faults("none"), FaultList{});
    for (const char* bad : {"", ",", "3,", ",3", "3,,7", "x", "3,x", "-1", "3 7", "99999999999999999999999"}) {
        EXPECT_FALSE(parse_faults(bad)) << bad;
    }
}

// A rule that one fault of a world breaks: no crash of the machine, but for the last one, which every run ends with.
TEST(Shrink, LeavesOfAWorldTheFaultThatBreaksARule) {
    const auto broken = [](std::uint64_t seed, const FaultList& kept) {
        return run_bank(seed, {.faults = kept}).reached["machine crashed"] > 1;
    };
    std::uint64_t seed = 1;
    while (!broken(seed, first(schedule_of(seed).size()))) ++seed;
    const world::Schedule schedule = schedule_of(seed);
    const auto fails = [&](const FaultList& kept) { return broken(seed, kept); };
    const Shrunk shrunk = shrink(first(schedule.size()), fails, 300);
    ASSERT_LE(shrunk.kept.size(), 2U) << "one that plans the crash, at most one more at which it happens";
    EXPECT_TRUE(std::ranges::any_of(
        shrunk.kept, [&](std::size_t fault) { return schedule[fault].kind == world::Fault::machine_crash; }));
    EXPECT_EQ(run_bank(seed, {.faults = shrunk.kept}).hash, run_bank(seed, {.faults = shrunk.kept}).hash);
}

}  // namespace
}  // namespace hapax::simulated_bank
