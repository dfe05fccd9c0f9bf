// The fear: a journal that is shorter than what someone saw durable, or another store's, is served as if it were whole.

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

// The data directory as it was, and the witness as it is.
simulation::FileSystem restored(const simulation::FileSystem& old, JournalBench& now) {
    simulation::FileSystem image = old;
    image.inode(*image.find("/data.witness")).write(0, now.disk.bytes("/data.witness"));
    return image;
}

TEST(LostHistory, ARestoredOldCopyIsRefusedUntilTheLossIsAccepted) {
    JournalBench bench;
    bench.open();
    bench.append(4);
    const simulation::FileSystem old = bench.disk.image();
    const std::vector<Commit> kept = bench.acknowledged;
    bench.append(2);
    ASSERT_TRUE(bench.maintain(20));
    const Uuid store_id = bench.store->state().store_id;

    JournalBench copy(restored(old, bench), 2);
    copy.disk.crash_process();
    const auto refused = copy.try_open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store_errc::history_lost) << refused.error().detail;

    const auto end = accept_loss(copy.disk, *copy.index, copy.start(), copy.options);
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_EQ(end->position, Position{4});
    copy.acknowledged = kept;
    copy.open();
    copy.expect_intact();
    EXPECT_NE(copy.store->state().store_id, store_id) << "what was derived from the lost history must be rebuilt";
    ASSERT_TRUE(copy.store->seal());
    copy.crash();
    copy.open();
    copy.expect_intact();
}

TEST(LostHistory, AnotherHistoryOfTheSameLengthIsRefused) {
    JournalBench bench;
    bench.open();
    bench.append(4);
    const simulation::FileSystem old = bench.disk.image();
    bench.append(2, 50);
    ASSERT_TRUE(bench.maintain(20));

    JournalBench other(old, 2);
    other.disk.crash_process();
    other.skip_numbers(100);
    other.open();
    other.append(3, 60);
    other.kill();
    JournalBench mixed_up(restored(other.disk.image(), bench), 3);
    mixed_up.disk.crash_process();
    EXPECT_EQ(mixed_up.try_open().error().code, store_errc::history_lost);
}

void remove_all(JournalBench& bench, const std::string& what) {
    for (const std::string& path : bench.disk.image().files()) {
        if (path.find(what) != std::string::npos) {
            ASSERT_TRUE(bench.disk.remove(path));
        }
    }
}

TEST(LostHistory, AVanishedJournalIsRefused) {
    JournalBench bench;
    bench.open();
    bench.append(1);
    ASSERT_TRUE(bench.maintain(20));
    bench.kill();
    remove_all(bench, ".seg");
    EXPECT_EQ(bench.try_open().error().code, store_errc::history_lost);
}

// The witness was not written since the start, and says position 0.
TEST(LostHistory, AJournalThatVanishedInItsFirstSecondIsRefusedUntilTheLossIsAccepted) {
    JournalBench bench;
    bench.open();
    const Uuid store_id = bench.store->state().store_id;
    bench.append(3);
    bench.kill();
    remove_all(bench, "/journal/");
    for (int i = 0; i < 3; ++i) {
        const auto refused = bench.try_open();
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, store_errc::history_lost);
        EXPECT_NE(refused.error().detail.find("the witness"), std::string::npos) << refused.error().detail;
        EXPECT_EQ(verify_journal(bench.disk, bench.options).error().code, store_errc::history_lost);
    }
    ASSERT_TRUE(accept_loss(bench.disk, *bench.index, bench.start(), bench.options));
    bench.acknowledged.clear();
    bench.open();
    EXPECT_NE(bench.store->state().store_id, store_id);
    bench.append(2);
    bench.expect_intact();
}

TEST(LostHistory, ATailFileWithoutASegmentIsEnoughToRefuse) {
    JournalBench bench;
    bench.open();
    bench.kill();
    remove_all(bench, ".seg");
    remove_all(bench, "witness");
    const auto refused = bench.try_open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store_errc::history_lost);
    EXPECT_NE(refused.error().detail.find("the tail file"), std::string::npos) << refused.error().detail;
}

TEST(LostHistory, ACutJournalIsRefusedByTheTailFileAlone) {
    JournalBench bench;
    bench.open();
    bench.append(1);
    bench.append(1);
    bench.kill();
    const std::string path = bench.last_segment();
    ASSERT_TRUE((*bench.disk.open(path, Open::write))->truncate(1024));
    ASSERT_TRUE(bench.disk.remove("/data.witness"));
    EXPECT_EQ(bench.try_open().error().code, store_errc::history_lost);
}

TEST(LostHistory, AnotherStoresWitnessIsRefused) {
    JournalBench one({}, 1);
    JournalBench two({}, 2);
    for (JournalBench* bench : {&one, &two}) {
        bench->open();
        bench->append(1);
        ASSERT_TRUE(bench->maintain(20));
        bench->kill();
    }
    JournalBench mixed_up(restored(two.disk.image(), one), 3);
    mixed_up.disk.crash_process();
    EXPECT_EQ(mixed_up.try_open().error().code, store_errc::wrong_store);
}

TEST(LostHistory, AnIndexAheadOfTheJournalIsRefused) {
    JournalBench bench;
    bench.open();
    bench.append(4);
    const simulation::FileSystem old = bench.disk.image();
    for (int i = 0; i < 10; ++i) bench.append(4);
    ASSERT_TRUE(bench.maintain(3));
    bench.kill();
    ASSERT_TRUE((*bench.twin.open()->through()));

    JournalBench copy(old, 2);
    copy.disk.crash_process();
    copy.twin = bench.twin;
    EXPECT_EQ(copy.try_open().error().code, store_errc::history_lost);
}

TEST(DerivedIndex, OfAnotherStoreOrBrokenOrEmptyIsRebuilt) {
    JournalBench bench;
    bench.open();
    for (int i = 0; i < 12; ++i) bench.append(5);
    ASSERT_TRUE(bench.maintain(5));
    bench.kill();
    const auto timers = [&] { return *bench.store->pending(PendingKind::timer); };
    bench.open();
    const auto expected = timers();
    EXPECT_EQ(expected.size(), 7U);

    JournalBench other({}, 9);
    other.open();
    for (int i = 0; i < 12; ++i) other.append(5);
    ASSERT_TRUE(other.maintain(5));
    other.kill();
    bench.kill();
    bench.twin = other.twin;
    bench.open();
    bench.expect_intact();
    EXPECT_EQ(timers(), expected);

    bench.kill();
    bench.twin.damage();
    bench.open();
    bench.expect_intact();
    EXPECT_EQ(timers(), expected);

    bench.kill();
    bench.twin = simulation::IndexTwin();
    bench.open();
    bench.expect_intact();
    EXPECT_EQ(timers(), expected);
    EXPECT_GT(bench.store->state().index_runs, 0U);
}

TEST(DerivedIndex, ThatLostItsNewestRunsIsBroughtUp) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        JournalBench bench({}, seed);
        bench.open();
        for (int i = 0; i < 20; ++i) {
            bench.append(5);
            ASSERT_TRUE(bench.maintain());
        }
        bench.crash();
        bench.open();
        bench.expect_intact();
    }
}

TEST(DerivedIndex, IsRebuiltOnDemand) {
    JournalBench bench;
    bench.open();
    for (int i = 0; i < 12; ++i) bench.append(5);
    bench.kill();
    bench.index.reset();
    bench.index = bench.twin.open();
    ASSERT_TRUE(reindex(bench.disk, *bench.index, bench.start(), bench.options));
    bench.open();
    bench.expect_intact();
}

}  // namespace
}  // namespace hapax::journal
