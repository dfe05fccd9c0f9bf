// Goal: what everyone sees was saved before, and moves with the uptime whatever the clock says.
// Method: the simulated disk, and instants by hand.
#include "application/retention/horizon_keeper.hpp"

#include <gtest/gtest.h>

#include "simulation/disk/sim_disk.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t wall_ms = 1'800'000'000'000;
constexpr std::int64_t hour_and_lag_ms = std::chrono::milliseconds(25h).count();

class KeeperTest : public testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(disk.make_directory("data")); }
    Result<void> advance(HorizonKeeper& keeper, Duration uptime, std::int64_t ms) {
        return keeper.advance(Instant{} + uptime, Timestamp{ms * 1000});
    }
    std::int64_t shown() const { return gauge.value(); }

    simulation::SimDisk disk{1};
    HorizonFile file{disk, "data"};
    Gauge gauge;
    HorizonKeeper hour{&file, RetentionPolicy{1h}, gauge};
};

TEST_F(KeeperTest, BeginsFromTheClockAndIsSavedBeforeItIsShown) {
    ASSERT_TRUE(hour.open(Instant{}, Timestamp{wall_ms * 1000}));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms);
    EXPECT_EQ(*file.load(), shown());
    EXPECT_EQ(hour.due(), Instant{} + horizon_step);
}

TEST_F(KeeperTest, ARestartShowsWhatWasSavedAndMovesByItsOwnUptimeOnly) {
    ASSERT_TRUE(file.save(wall_ms - hour_and_lag_ms));
    ASSERT_TRUE(hour.open(Instant{}, Timestamp{wall_ms * 1000}));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms);
    EXPECT_EQ(hour.due(), Instant{} + horizon_step);
    const std::int64_t clock_a_year_ahead = wall_ms + std::chrono::milliseconds(8760h).count();
    ASSERT_TRUE(advance(hour, 1min, clock_a_year_ahead));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms + 60'000);
    ASSERT_TRUE(advance(hour, 3min, clock_a_year_ahead));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms + 180'000);
}

TEST_F(KeeperTest, NeverGoesBackWithTheClock) {
    ASSERT_TRUE(hour.open(Instant{}, Timestamp{wall_ms * 1000}));
    ASSERT_TRUE(advance(hour, 1min, wall_ms - 3'600'000));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms);
}

TEST_F(KeeperTest, ASaveThatFailsShowsNothingNewAndTheNextOneMakesUpForIt) {
    ASSERT_TRUE(file.save(wall_ms - hour_and_lag_ms));
    ASSERT_TRUE(hour.open(Instant{}, Timestamp{wall_ms * 1000}));
    simulation::FaultPlan plan;
    plan.on(simulation::DiskCall::sync).error_nth = 1;
    disk.set_faults(plan);
    EXPECT_FALSE(advance(hour, 1min, wall_ms + 60'000));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms);
    EXPECT_EQ(hour.due(), Instant{} + 2 * horizon_step);
    ASSERT_TRUE(advance(hour, 2min, wall_ms + 120'000));
    EXPECT_EQ(shown(), wall_ms - hour_and_lag_ms + 120'000);
    EXPECT_EQ(*file.load(), shown());
}

TEST_F(KeeperTest, ForEverReadsAndWritesNothingAndIsNeverDue) {
    ASSERT_TRUE(file.save(wall_ms));
    disk.corrupt("data/horizon", 0, std::byte{1});
    const std::uint64_t effects = disk.effects();
    HorizonKeeper for_ever(&file, {}, gauge);
    EXPECT_TRUE(for_ever.open(Instant{}, Timestamp{wall_ms * 1000}));
    EXPECT_EQ(for_ever.due(), never);
    EXPECT_EQ(disk.effects(), effects);
}

TEST_F(KeeperTest, ACorruptFileIsNoStart) {
    ASSERT_TRUE(file.save(wall_ms));
    disk.corrupt("data/horizon", 9, std::byte{1});
    const auto opened = hour.open(Instant{}, Timestamp{wall_ms * 1000});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, horizon_errc::corrupt);
}

}  // namespace
}  // namespace hapax
