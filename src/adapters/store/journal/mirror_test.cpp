// The fear: a copy is taken for this journal's that is another's, an old one passes for the whole history, or what the
// one copy has is overwritten by the other one.

#include "adapters/store/journal/mirror.hpp"

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

constexpr const char* data = "/data/journal";
constexpr const char* mirror = "/mirror";

using Files = std::map<std::string, std::vector<std::byte>>;

Files files_of(const JournalBench& bench, const std::string& directory) {
    Files files;
    for (const std::string& path : bench.disk.image().files()) {
        if (path.starts_with(directory + "/")) files[path.substr(directory.size() + 1)] = bench.disk.bytes(path);
    }
    files.erase("lock");
    return files;
}

void put(JournalBench& bench, const std::string& directory, const Files& files) {
    bench.lose(directory);
    for (const auto& [name, bytes] : files) {
        const auto file = bench.disk.open(directory + "/" + name, Open::create);
        ASSERT_TRUE(file);
        ASSERT_TRUE((*file)->write_at(0, bytes));
        ASSERT_TRUE((*file)->sync());
    }
    ASSERT_TRUE(bench.disk.sync_directory(directory));
}

Result<VerifyReport> verify_alone(JournalBench& bench, const std::string& directory) {
    JournalOptions alone = bench.options;
    alone.directory = directory;
    alone.mirror.clear();
    return verify_journal(bench.disk, alone);
}

void expect_two_copies(JournalBench& bench) {
    const Mark end = bench.store->state().durable;
    bench.kill();
    for (const char* directory : {data, mirror}) {
        const auto report = verify_alone(bench, directory);
        ASSERT_TRUE(report) << report.error().detail;
        EXPECT_EQ(report->end, end) << directory;
    }
}

// Some segments, all of which the next start reads.
struct MirrorTest : testing::Test {
    MirrorTest() {
        bench.options.recent_records_max = 100'000;
        bench.add_mirror();
        bench.open();
        fill();
    }
    void fill() {
        for (std::size_t i = 0; i < 6; ++i) bench.append(1 + i, 4000);
        ASSERT_TRUE(bench.maintain(3));
    }
    void alone(std::size_t records) {
        const std::string mirrored = std::exchange(bench.options.mirror, "");
        bench.open();
        bench.append(records, 500);
        bench.kill();
        bench.options.mirror = mirrored;
    }
    void expect_refused(const ErrorCode& code) {
        const Files before = files_of(bench, data);
        const Files mirrored = files_of(bench, mirror);
        const auto opened = bench.try_open();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, code) << opened.error().code.name << ": " << opened.error().detail;
        bench.kill();
        EXPECT_EQ(files_of(bench, data), before) << "nothing is written before it is plain what is right";
        EXPECT_EQ(files_of(bench, mirror), mirrored);
    }
    void expect_mended() {
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        EXPECT_GT(bench.store->state().mirror.mended_segments, 0U);
        EXPECT_FALSE(bench.store->state().mirror.mended.empty());
        bench.expect_intact();
        bench.append(1);
        expect_two_copies(bench);
    }

    JournalBench bench;
};

TEST_F(MirrorTest, BothCopiesAreTheWholeJournal) {
    EXPECT_TRUE(bench.store->state().mirror.on);
    bench.kill();
    EXPECT_EQ(files_of(bench, data), files_of(bench, mirror));
    bench.open();
    EXPECT_EQ(bench.store->state().mirror.mended_segments, 0U);
    bench.append(2);
    bench.expect_intact();
    expect_two_copies(bench);
}

TEST(Mirror, WhatIsMendedHasTheRecordsThatAStartTookOverIntoTheNextSegment) {
    JournalBench bench;
    bench.options.recent_records_max = 1;
    bench.add_mirror();
    bench.open();
    bench.append(1);
    bench.append(3);
    ASSERT_TRUE(bench.maintain(3));  // a run of the index has their addresses
    bench.kill();
    bench.open();  // takes the last frame over
    bench.kill();
    bench.disk.corrupt("/data/journal/00000001.seg", 20, std::byte{1});  // its header
    bench.open();
    EXPECT_EQ(bench.store->state().mirror.mended_segments, 1U);
    bench.expect_intact();
}

// The index vouches for the last record of a closed segment: the frame that it is held against lies there.
TEST(Mirror, AFrameThatTheIndexVouchesForIsMended) {
    JournalBench bench;
    bench.options.recent_records_max = 1;
    bench.add_mirror();
    bench.open();
    bench.append(1);
    bench.append(3);
    ASSERT_TRUE(bench.maintain(3));  // a run of the index reaches the end of the segment
    ASSERT_TRUE(bench.store->seal());
    bench.kill();
    bench.open();  // begins the next one
    bench.kill();
    bench.disk.corrupt("/data/journal/00000001.seg", segment_header_bytes + 20, std::byte{1});
    bench.open();
    EXPECT_EQ(bench.store->state().mirror.mended_segments, 1U);
    bench.expect_intact();
}

TEST_F(MirrorTest, OfAnExistingJournalIsFilled) {
    bench.kill();
    bench.lose(mirror);
    expect_mended();
}

TEST_F(MirrorTest, FillsAnEmptiedDataDirectory) {
    bench.kill();
    bench.lose(data);
    expect_mended();
}

TEST_F(MirrorTest, FillsTheDataDirectoryOnlyWhenAWitnessKnowsTheStore) {
    bench.kill();
    bench.lose(data);
    ASSERT_TRUE(bench.disk.remove("/data.witness"));
    expect_refused(store_errc::mirror_mismatch);
}

TEST_F(MirrorTest, FillsNothingWhenTheWitnessIsAnotherStores) {
    JournalBench stranger({}, 99);
    stranger.open();
    stranger.append(1);
    stranger.kill();
    for (const char* emptied : {data, mirror}) {
        bench.kill();
        const Files kept = files_of(bench, emptied);
        const auto witness = bench.disk.bytes("/data.witness");
        bench.lose(emptied);
        ASSERT_TRUE(bench.disk.remove("/data.witness"));
        const auto file = bench.disk.open("/data.witness", Open::create);
        ASSERT_TRUE((*file)->write_at(0, stranger.disk.bytes("/data.witness")));
        expect_refused(store_errc::mirror_mismatch);
        ASSERT_TRUE((*bench.disk.open("/data.witness", Open::write))->write_at(0, witness));
        put(bench, emptied, kept);
        bench.open();
        bench.expect_intact();
    }
}

TEST_F(MirrorTest, OfAnotherStoreIsRefused) {
    JournalBench stranger({}, 99);
    stranger.open();
    stranger.append(4);
    stranger.kill();
    bench.kill();
    put(bench, mirror, files_of(stranger, data));
    expect_refused(store_errc::wrong_store);
}

TEST_F(MirrorTest, CopiesThatEachWentOnAloneAreRefused) {
    bench.kill();
    const Files before = files_of(bench, data);
    alone(2);
    put(bench, mirror, files_of(bench, data));
    put(bench, data, before);
    ASSERT_TRUE(bench.disk.remove("/data.witness"));
    bench.acknowledged.resize(bench.acknowledged.size() - 2);
    alone(3);
    expect_refused(store_errc::mirror_mismatch);
}

// A death between the two writes; then the copy that lacks the frame went on without the other one. Every header agrees.
TEST_F(MirrorTest, AFrameThatTheLongerCopyDoesNotHaveIsRefused) {
    bench.disk.fail_after(2);
    EXPECT_THROW((void)bench.try_append(2, 6000), simulation::Crash);
    bench.kill();
    const Files with_it = files_of(bench, data);
    put(bench, data, files_of(bench, mirror));
    ASSERT_NE(with_it, files_of(bench, data));
    alone(3);
    put(bench, mirror, with_it);
    expect_refused(store_errc::mirror_mismatch);
}

TEST_F(MirrorTest, ThatStayedBehindIsMendedHoweverFar) {
    bench.kill();
    alone(3);
    alone(5);
    expect_mended();
}

// Without a mirror this is lost history.
TEST_F(MirrorTest, AnOldCopyInTheDataDirectoryIsMended) {
    bench.kill();
    const Files old = files_of(bench, data);
    bench.open();
    fill();
    bench.kill();
    put(bench, data, old);
    bench.twin = {};
    expect_mended();
}

TEST_F(MirrorTest, TwoOldCopiesAreLostHistory) {
    bench.kill();
    const Files old = files_of(bench, data);
    bench.open();
    fill();
    ASSERT_TRUE(bench.maintain(20));
    bench.kill();
    put(bench, data, old);
    put(bench, mirror, old);
    const auto opened = bench.try_open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, store_errc::history_lost) << opened.error().detail;
}

TEST_F(MirrorTest, AnIntactOldCopyDoesNotReplaceADamagedNewerOne) {
    bench.kill();
    const Files old = files_of(bench, data);
    bench.open();
    bench.append(2, 900);
    bench.append(3, 900);
    bench.kill();
    put(bench, mirror, old);
    std::string newest;
    for (const auto& [name, bytes] : files_of(bench, data)) {
        if (name.ends_with(".seg")) newest = name;
    }
    bench.disk.corrupt(std::string(data) + "/" + newest, 512 + 100, std::byte{4});
    expect_refused(store_errc::corrupt);
}

TEST_F(MirrorTest, DamageInEitherCopyAnywhereIsMendedFromTheOther) {
    bench.kill();
    const Files whole = files_of(bench, data);
    std::size_t flips = 0;
    for (const char* damaged : {data, mirror}) {
        for (const auto& [name, bytes] : whole) {
            if (!name.ends_with(".seg")) continue;
            for (std::uint64_t offset = 3; offset < bytes.size(); offset += 1531) {
                if (bytes[offset] == std::byte{0} && offset > segment_header_bytes) continue;
                JournalBench again(bench.disk.image(), 7);
                again.options = bench.options;
                again.acknowledged = bench.acknowledged;
                again.disk.corrupt(std::string(damaged) + "/" + name, offset, std::byte{1});
                SCOPED_TRACE(std::string(damaged) + "/" + name + " " + std::to_string(offset));
                ++flips;
                again.open();
                ASSERT_NE(again.store, nullptr);
                again.expect_intact();
                expect_two_copies(again);
                if (HasFatalFailure()) return;
            }
        }
    }
    EXPECT_GT(flips, 100U);
}

TEST_F(MirrorTest, DamageOfOneSegmentInBothCopiesIsRefused) {
    bench.kill();
    for (const char* directory : {data, mirror}) {
        bench.disk.corrupt(std::string(directory) + "/00000001.seg", 600, std::byte{1});
    }
    expect_refused(store_errc::corrupt);
}

TEST_F(MirrorTest, DamageOfDifferentSegmentsIsMendedInBothDirections) {
    bench.kill();
    bench.disk.corrupt(std::string(data) + "/00000001.seg", 600, std::byte{1});
    ASSERT_TRUE(bench.disk.remove(std::string(mirror) + "/00000002.seg"));
    expect_mended();
}

TEST_F(MirrorTest, ThatIsNotThereIsNotMade) {
    bench.kill();
    bench.options.mirror = "/not/mounted";
    const auto opened = bench.try_open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, disk_errc::not_found);
    EXPECT_FALSE(bench.disk.image().has_directory("/not/mounted"));
}

TEST_F(MirrorTest, BelongsToOneRunningService) {
    simulation::IndexTwin other;
    const auto index = other.open();
    JournalOptions options = bench.options;
    options.directory = "/elsewhere/journal";
    options.witness = "/elsewhere.witness";
    EXPECT_EQ(open_journal(bench.disk, *index, bench.start(), options).error().code, disk_errc::locked);
}

TEST_F(MirrorTest, AFullDiskStopsAdmittingAndGoesOnWhenThereIsSpace) {
    simulation::FaultPlan full;
    full.capacity = bench.disk.image().bytes_used() + 1000;
    bench.disk.set_faults(full);
    while (bench.store->admits(8000, Use::admitting)) {
        bench.append(1, 4000);
        ASSERT_TRUE(bench.maintain(3));
    }
    ASSERT_TRUE(bench.maintain(20));
    bench.disk.set_faults({});
    ASSERT_TRUE(bench.maintain(60));
    EXPECT_TRUE(bench.store->admits(8000, Use::admitting));
    bench.append(3, 4000);
    bench.expect_intact();
    expect_two_copies(bench);
}

}  // namespace
}  // namespace hapax::journal
