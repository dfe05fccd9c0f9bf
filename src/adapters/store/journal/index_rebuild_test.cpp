// The fear: while a damaged index is made again, an operation that was done is said to be unknown, and is done again.

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

class IndexRebuildTest : public testing::Test {
 protected:
    static constexpr int upkeep_max = 1000;

    // Three segments with runs, and some records that are in memory only.
    IndexRebuildTest() {
        bench.open();
        for (int i = 0; i < 30; ++i) {
            bench.append(3, 1500);
            (void)bench.maintain(3);
        }
        bench.append(5);
    }

    bool rebuilding() const { return bench.store->state().index.rebuilding; }

    // Whatever was acknowledged is found, or cannot be looked up now. Answers how many were found.
    std::size_t expect_nothing_is_unknown() {
        std::size_t found = 0;
        for (const Commit& commit : bench.acknowledged) {
            const auto stored = bench.store->find(commit.operation);
            if (stored) {
                EXPECT_TRUE(stored->has_value()) << "it would be run again";
                ++found;
            } else {
                EXPECT_EQ(stored.error().code, store_errc::unavailable);
            }
        }
        return found;
    }

    void meet_damage() {
        bench.twin.damage();
        EXPECT_FALSE(bench.store->find(bench.acknowledged[0].operation));
    }

    JournalBench bench;
};

TEST_F(IndexRebuildTest, MakesTheRunsAgainWhileTheStoreServes) {
    const std::uint64_t runs = bench.store->state().index_runs;
    ASSERT_GT(runs, 2U);
    meet_damage();
    int upkeeps = 0;
    do {
        ASSERT_TRUE(bench.maintain());
        const std::size_t found = expect_nothing_is_unknown();
        EXPECT_GE(found, 5U) << "what is in memory is served";
        (void)bench.try_append(1);
    } while (rebuilding() && ++upkeeps < upkeep_max);
    EXPECT_FALSE(rebuilding());
    EXPECT_EQ(bench.store->state().index.rebuilds, 1U);
    bench.expect_intact();
    bench.append(40);
    ASSERT_TRUE(bench.maintain(10));
    bench.expect_intact();
    bench.kill();
    bench.open();
    bench.expect_intact();
}

TEST_F(IndexRebuildTest, MayDieAfterEveryStepAndIsFinishedByTheStart) {
    for (int steps = 1; steps < 8; ++steps) {
        meet_damage();
        for (int i = 0; i < steps && (i == 0 || rebuilding()); ++i) ASSERT_TRUE(bench.maintain());
        bench.kill();
        bench.open();
        bench.expect_intact();
        EXPECT_FALSE(rebuilding());
    }
}

TEST_F(IndexRebuildTest, ThatCannotReadTheJournalBeginsAnew) {
    meet_damage();
    simulation::FaultPlan unreadable;
    unreadable.on(simulation::DiskCall::read).error_chance = always;
    bench.disk.set_faults(unreadable);
    ASSERT_TRUE(bench.maintain(30));
    EXPECT_EQ(expect_nothing_is_unknown(), 0U);
    EXPECT_TRUE(rebuilding());
    EXPECT_FALSE(bench.store->state().index.trouble.empty());
    bench.disk.set_faults({});
    ASSERT_TRUE(bench.maintain(60));
    EXPECT_FALSE(rebuilding());
    EXPECT_TRUE(bench.store->state().index.trouble.empty());
    bench.expect_intact();
}

TEST_F(IndexRebuildTest, AnIndexThatIsFullMeanwhileIsTriedAgain) {
    meet_damage();
    bench.twin.fill_up(true);
    ASSERT_TRUE(bench.maintain(30));
    EXPECT_TRUE(rebuilding());
    expect_nothing_is_unknown();
    bench.twin.fill_up(false);
    ASSERT_TRUE(bench.maintain(60));
    EXPECT_FALSE(rebuilding());
    bench.expect_intact();
}

}  // namespace
}  // namespace hapax::journal
