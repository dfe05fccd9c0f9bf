// Goal: show that what the bank promises holds in a thousand worlds, that each world is repeated by its seed, and that
// together they met what they must meet.
#include <gtest/gtest.h>

#include "batch.hpp"
#include "markers.hpp"
#include "violation.hpp"

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

TEST(SimulatedBank, RunsTheSameHistoryForTheSameSeed) {
    for (std::uint64_t seed = 1; seed <= seeds_twice; ++seed) {
        EXPECT_EQ(run_seed(seed).hash, run_seed(seed).hash) << "seed " << seed;
    }
}

TEST(SimulatedBank, KeepsItsPromisesInAThousandWorlds) {
    BatchReport batch;
    ASSERT_NO_THROW(batch = run_batch(1, seeds));
    if (!meets_everything) return;
    for (const std::string_view marker : must_reach) {
        EXPECT_GT(batch.reached[std::string(marker)], 0U) << marker << " was never reached";
    }
}

}  // namespace
}  // namespace hapax::simulated_bank
