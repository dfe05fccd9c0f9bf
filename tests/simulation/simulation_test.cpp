// Goal: show that what the bank promises holds in a thousand worlds, that each world is repeated by its seed, and that
// together they met what they must meet.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "batch.hpp"
#include "markers.hpp"
#include "violation.hpp"
#include "workers.hpp"

namespace hapax::simulated_bank {
namespace {

#if defined(HAPAX_FEWER_WORLDS)
constexpr std::uint64_t seeds_twice = 5;
constexpr std::uint64_t seeds = 60;
constexpr bool meets_everything = false;
#else
constexpr std::uint64_t seeds_twice = 50;
constexpr std::uint64_t seeds = 1000;
constexpr bool meets_everything = true;
#endif

// What a seed is changes with every new draw, so an old seed is mostly a seed like any other; while nothing draws anew,
// it is what it was, and it costs nothing.
TEST(SimulatedBank, KeepsItsPromisesWhereItOnceBrokeThem) {
    std::ifstream file(HAPAX_OLD_SEEDS);
    ASSERT_TRUE(file) << HAPAX_OLD_SEEDS;
    std::size_t old = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        EXPECT_NO_THROW(run_seed(std::stoull(line))) << line;
        ++old;
    }
    EXPECT_GT(old, 0U);
}

TEST(SimulatedBank, RunsTheSameHistoryForTheSameSeed) {
    for (std::uint64_t seed = 1; seed <= seeds_twice; ++seed) {
        EXPECT_EQ(run_seed(seed).hash, run_seed(seed).hash) << "seed " << seed;
    }
}

TEST(SimulatedBank, KeepsItsPromisesInAThousandWorlds) {
    BatchReport batch;
    ASSERT_NO_THROW(batch = run_batch({1, seeds, 1}));
    if (!meets_everything) return;
    EXPECT_THAT(missed(batch.reached, seeds), testing::IsEmpty());
}

// Reports in order, the same with any number of threads.
TEST(SimulatedBank, WorldsInDifferentThreadsDoNotKnowOfEachOther) {
    std::vector<std::uint64_t> alone;
    std::vector<std::uint64_t> together;
    ASSERT_NO_THROW(run_batch({1, seeds_twice, 1}, [&](const RunReport& run) { alone.push_back(run.hash); }));
    ASSERT_NO_THROW(run_batch({1, seeds_twice, 3}, [&](const RunReport& run) { together.push_back(run.hash); }));
    EXPECT_EQ(alone, together);
}

TEST(SimulatedBank, AFailingSeedEndsABatchInItsOrder) {
    Workers workers({1, 100, 3}, [](std::uint64_t seed) {
        if (seed >= 7) throw Violation("broken " + std::to_string(seed));
        RunReport report;
        report.seed = seed;
        return report;
    });
    for (std::uint64_t seed = 1; seed < 7; ++seed) EXPECT_EQ((**workers.next()).seed, seed);
    EXPECT_EQ(workers.next()->error(), "broken 7");
}

}  // namespace
}  // namespace hapax::simulated_bank
