// Goal: what nobody waits for is done once for each turn. Method: the loop on one thread; it is closed beforehand, so
// that it does what is due, takes the one snapshot that waits, and ends.
#include "application/background/background_loop.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

class BackgroundTest : public testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(disk.make_directory("data")); }
    void turn(HorizonKeeper& horizon) {
        BackgroundLoop background(*store, nullptr, horizon, runtime, *metrics, log);
        background.inbox().push(Snapshot{});
        background.close();
        background.run();
    }

    simulation::SimDisk disk{1};
    HorizonFile file{disk, "data"};
    std::unique_ptr<EventStore> store = make_memory_store();
    SoloRuntime runtime;
    std::unique_ptr<PrometheusMetrics> metrics = make_prometheus_metrics();
    NullLog log;
    Gauge deleted_through_ms;
};

TEST_F(BackgroundTest, MovesTheHorizonWhenItIsDue) {
    HorizonKeeper hour(&file, RetentionPolicy{1h}, deleted_through_ms);
    ASSERT_TRUE(hour.open(runtime.now(), runtime.wall()));
    const std::int64_t before = deleted_through_ms.value();
    turn(hour);
    EXPECT_EQ(deleted_through_ms.value(), before) << "it is due in a minute";
    runtime.make_parker()->park(hour.due());
    turn(hour);
    EXPECT_EQ(deleted_through_ms.value(), before + 60'000);
    EXPECT_EQ(*file.load(), before + 60'000);
}

TEST_F(BackgroundTest, WritesNothingWhenOperationsAreKeptForEver) {
    HorizonKeeper for_ever(&file, {}, deleted_through_ms);
    ASSERT_TRUE(for_ever.open(runtime.now(), runtime.wall()));
    turn(for_ever);
    EXPECT_EQ(deleted_through_ms.value(), 0);
    EXPECT_TRUE(disk.list("data")->empty());
}

TEST_F(BackgroundTest, ShowsTheStoreAfterEachUpkeep) {
    Commit commit;
    commit.stream = {"counter", "a"};
    ASSERT_TRUE(store->append(std::span(&commit, 1)));
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    turn(for_ever);
    const StoreState state = store->state();
    EXPECT_EQ(metrics->gauge("hapax_journal_prepared_bytes").value(), static_cast<std::int64_t>(state.prepared_bytes));
    EXPECT_GT(state.prepared_bytes, 0U);
    EXPECT_EQ(metrics->gauge("hapax_index_recent_entries").value(), 1);
    EXPECT_NE(metrics->render().find("hapax_index_runs 0"), std::string::npos);
}

}  // namespace
}  // namespace hapax
