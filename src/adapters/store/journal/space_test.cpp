// The fear: a full disk breaks what was accepted, or the store does not come back by itself when there is space again.

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

void limit(JournalBench& bench, std::uint64_t bytes) {
    simulation::FaultPlan plan;
    plan.capacity = bytes;
    bench.disk.set_faults(plan);
}

TEST(Space, AFullDiskLowersAdmitsAndSpaceBringsItBack) {
    JournalBench bench;
    bench.open();
    ASSERT_TRUE(bench.maintain(10));
    EXPECT_TRUE(bench.store->admits(1000, Use::admitting));
    limit(bench, bench.disk.image().bytes_used());
    while (bench.store->admits(4000, Use::admitting)) {
        bench.append(1, 3000);
        ASSERT_TRUE(bench.maintain());
    }
    EXPECT_TRUE(bench.store->admits(4000, Use::completing)) << "the last segment belongs to what completes";
    while (bench.store->admits(4000, Use::completing)) bench.append(1, 3000);
    const Position before = bench.store->durable();
    Result<void> full;
    while (full) full = bench.try_append(1, 3000);
    EXPECT_EQ(full.error().code, store_errc::storage_full);
    EXPECT_EQ(full.error().code.handling, Handling::retry);
    EXPECT_GE(bench.store->durable(), before);
    bench.expect_intact();

    limit(bench, 1 << 30);
    ASSERT_TRUE(bench.maintain(40));
    EXPECT_TRUE(bench.store->admits(4000, Use::admitting));
    bench.append(3, 3000);
    bench.expect_intact();
    bench.kill();
    bench.open();
    bench.expect_intact();
}

TEST(Space, TheLeastThatMayBePreparedIsEnoughToAdmit) {
    JournalBench bench;
    bench.options.prepared_segments = prepared_segments_min;
    bench.open();
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(bench.store->admits(4000, Use::admitting)) << i;
        bench.append(1, 3000);
        ASSERT_TRUE(bench.maintain());
    }
    bench.expect_intact();
}

TEST(SpaceDeathTest, AJournalThatCouldNeverAdmitIsNotOpened) {
    JournalBench bench;
    bench.options.prepared_segments = 1;
    EXPECT_DEATH((void)bench.try_open(), "nothing could be admitted");
}

TEST(Space, AStartWithoutSpaceSaysSo) {
    JournalBench bench;
    limit(bench, 10'000);
    EXPECT_EQ(bench.try_open().error().code, store_errc::storage_full);
    limit(bench, 1 << 30);
    bench.open();
    bench.append(1);
    bench.expect_intact();
}

TEST(Space, ACommitThatFitsNoSegmentIsRefusedAlone) {
    JournalBench bench;
    bench.open();
    const auto refused = bench.try_append(1, 70'000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store_errc::too_large);
    bench.append(1);
    bench.expect_intact();
}

TEST(Space, ACallLargerThanASegmentIsWrittenAsSeveralFrames) {
    JournalBench bench;
    bench.open();
    ASSERT_TRUE(bench.maintain(10));
    bench.append(40, 3000);
    bench.expect_intact();
    bench.kill();
    bench.open();
    bench.expect_intact();
}

TEST(Space, ARefusedCallLeavesNoTraceInTheVersions) {
    JournalBench bench;
    bench.open();
    bench.append(3);
    limit(bench, bench.disk.image().bytes_used());
    Result<void> full;
    while (full) full = bench.try_append(3, 9000);
    for (const char* key : {"0", "1", "2"}) {
        const auto slice = bench.store->read_stream(contract::account(key), Version{0}, 1000);
        EXPECT_EQ(bench.store->stream_version(contract::account(key))->value, slice->events.size());
    }
    limit(bench, 1 << 30);
    ASSERT_TRUE(bench.maintain(40));
    bench.append(3);
    bench.expect_intact();
}

}  // namespace
}  // namespace hapax::journal
