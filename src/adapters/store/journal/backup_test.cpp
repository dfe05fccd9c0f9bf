// The fear: a backup lacks what was acknowledged, a damaged one passes for whole, or one that was cut off has spoilt the
// one before.

#include "adapters/store/journal/backup.hpp"

#include <cstdlib>
#include <filesystem>

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/store/journal/manifest.hpp"
#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

using simulation::Crash;

constexpr const char* data = "/data/journal";
constexpr const char* backup = "/backup";

struct BackupTest : testing::Test {
    BackupTest() {
        EXPECT_TRUE(bench.disk.make_directory(backup));
        bench.open();
    }
    void fill(std::size_t frames = 5) {
        for (std::size_t i = 0; i < frames; ++i) bench.append(1 + i, 4000);
        ASSERT_TRUE(bench.maintain(3));
    }
    Result<BackupReport> try_back_up() { return back_up(bench.disk, data, backup, Timestamp{77}); }
    BackupReport back_up_now() {
        const auto report = try_back_up();
        EXPECT_TRUE(report) << report.error().code.name << " " << report.error().detail;
        return report ? *report : BackupReport{};
    }
    void expect_whole(Position at_least) {
        const auto report = verify_backup(bench.disk, backup);
        ASSERT_TRUE(report) << report.error().detail;
        EXPECT_GE(report->end.position, at_least);
    }
    void expect_refused(const ErrorCode& code) {
        const auto report = try_back_up();
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().code, code) << report.error().code.name << " " << report.error().detail;
    }

    JournalBench bench;
};

TEST_F(BackupTest, HoldsWhatWasAcknowledgedWhileTheServerRuns) {
    fill();
    const Position acknowledged = bench.store->durable();
    const BackupReport report = back_up_now();
    EXPECT_EQ(report.end.position, acknowledged);
    EXPECT_EQ(report.copied_bytes, report.bytes);
    EXPECT_EQ(report.store_id, bench.store->state().store_id);
    expect_whole(acknowledged);
    bench.append(2);
    bench.expect_intact();
}

TEST_F(BackupTest, CopiesOnlyWhatIsNew) {
    fill(8);
    const std::uint64_t first = back_up_now().bytes;
    EXPECT_EQ(back_up_now().copied_bytes, 0U);
    bench.append(1);
    const BackupReport next = back_up_now();
    EXPECT_EQ(next.copied_bytes, 512U);
    EXPECT_EQ(next.bytes, first + 512);
    expect_whole(bench.store->durable());
}

// A start takes the last frame over into the next segment: less of the one before counts, which the backup has longer.
TEST_F(BackupTest, GoesOnAfterRestartsOfEveryKind) {
    for (int round = 0; round < 4; ++round) {
        fill(3);
        back_up_now();
        round % 2 == 0 ? bench.kill() : bench.crash();
        back_up_now();  // while nobody serves
        expect_whole(Position{1});
        bench.open();
        back_up_now();
        ASSERT_TRUE(bench.store->seal());
        bench.kill();
        back_up_now();
        bench.open();
        expect_whole(Position{bench.acknowledged.size()});
    }
    bench.expect_intact();
}

TEST_F(BackupTest, MayDieAnywhereAndLeavesTheOneBefore) {
    fill(4);
    const std::uint64_t before = bench.disk.effects();
    back_up_now();
    fill(4);
    const Position first = bench.store->durable();
    bench.append(3);
    back_up_now();
    const std::uint64_t effects = bench.disk.effects() - before;
    for (std::uint64_t fate = 0; fate < 6; ++fate) {  // what a crash of the machine takes is drawn
        const bool machine = fate > 0;
        for (std::uint64_t at = 1; at <= effects; ++at) {
            SCOPED_TRACE(at);
            JournalBench life({}, at * 10 + fate);
            ASSERT_TRUE(life.disk.make_directory(backup));
            life.open();
            life.append(1, 4000);
            std::optional<BackupReport> made;
            life.disk.fail_after(at);
            try {
                for (int round = 0; round < 3; ++round) {
                    if (const auto report = back_up(life.disk, data, backup, Timestamp{1})) made = *report;
                    for (std::size_t i = 0; i < 4; ++i) ASSERT_TRUE(life.try_append(1 + i, 4000));
                }
            } catch (const Crash&) {
            }
            machine ? life.crash() : life.kill();
            if (made) {
                const auto found = verify_backup(life.disk, backup);
                ASSERT_TRUE(found) << found.error().detail;
                ASSERT_GE(found->end.position, made->end.position);
            }
            life.open();
            const auto again = back_up(life.disk, data, backup, Timestamp{2});
            ASSERT_TRUE(again) << again.error().detail;
            ASSERT_EQ(again->end.position, life.store->durable());
            ASSERT_TRUE(verify_backup(life.disk, backup));
            if (HasFatalFailure()) return;
        }
    }
    EXPECT_GT(first.value, 0U);
}

TEST_F(BackupTest, EveryFlippedByteIsFound) {
    fill(3);
    const Position acknowledged = bench.store->durable();
    back_up_now();
    std::size_t flips = 0;
    for (const std::string& path : bench.disk.image().files()) {
        if (!path.starts_with(std::string(backup) + "/") || path.ends_with("lock")) continue;
        for (std::uint64_t offset = 0; offset < bench.disk.bytes(path).size();
             offset += path.ends_with("manifest") ? 1 : 97) {
            const auto mask = static_cast<std::byte>(1U << (offset % 8));
            bench.disk.corrupt(path, offset, mask);
            const auto report = verify_backup(bench.disk, backup);
            ASSERT_FALSE(report) << path << " " << offset;
            EXPECT_TRUE(report.error().code == store_errc::corrupt || report.error().code == store_errc::wrong_store);
            bench.disk.corrupt(path, offset, mask);
            ++flips;
        }
    }
    EXPECT_GT(flips, 300U);
    expect_whole(acknowledged);
}

TEST_F(BackupTest, AMissingOrShortFileIsFound) {
    fill(6);
    back_up_now();
    const std::string second = std::string(backup) + "/00000001.seg";
    const auto file = bench.disk.open(second, Open::write);
    const auto size = (*file)->size();
    ASSERT_TRUE((*file)->truncate(*size - 1));
    EXPECT_EQ(verify_backup(bench.disk, backup).error().code, store_errc::corrupt);
    ASSERT_TRUE(bench.disk.remove(second));
    EXPECT_EQ(verify_backup(bench.disk, backup).error().code, store_errc::corrupt);
    ASSERT_TRUE(bench.disk.remove(std::string(backup) + "/manifest"));
    EXPECT_EQ(verify_backup(bench.disk, backup).error().code, store_errc::corrupt);
}

TEST_F(BackupTest, ADamagedJournalIsNotBackedUp) {
    fill(3);
    bench.disk.corrupt(std::string(data) + "/00000001.seg", 512 + 200, std::byte{1});
    expect_refused(store_errc::corrupt);
}

TEST_F(BackupTest, OfAnotherStoreIsNotWrittenTo) {
    fill(2);
    back_up_now();
    JournalBench stranger(bench.disk.image(), 5);
    stranger.lose(data);
    ASSERT_TRUE(stranger.disk.remove("/data.witness"));
    stranger.open();
    stranger.append(40, 500);
    EXPECT_EQ(back_up(stranger.disk, data, backup, Timestamp{1}).error().code, store_errc::wrong_store);
}

TEST_F(BackupTest, ThatKnowsMoreThanTheJournalIsKept) {
    fill(2);
    const simulation::FileSystem old = bench.disk.image();
    fill(2);
    back_up_now();
    JournalBench restored(old, 5);
    restored.options = bench.options;
    restored.kill();
    for (const std::string& path : bench.disk.image().files()) {
        if (!path.starts_with(backup)) continue;
        const auto file = restored.disk.open(path, Open::create);
        if (!file) continue;  // the lock
        ASSERT_TRUE((*file)->write_at(0, bench.disk.bytes(path)));
    }
    EXPECT_EQ(back_up(restored.disk, data, backup, Timestamp{1}).error().code, store_errc::history_lost);
}

TEST_F(BackupTest, AForeignDirectoryIsNotWrittenTo) {
    fill(1);
    ASSERT_TRUE(bench.disk.open(std::string(backup) + "/letter.txt", Open::create));
    expect_refused(disk_errc::exists);
    ASSERT_TRUE(bench.disk.remove(std::string(backup) + "/letter.txt"));
    const auto manifest = bench.disk.open(std::string(backup) + "/manifest", Open::create);
    ASSERT_TRUE((*manifest)->write_at(0, std::as_bytes(std::span("garbage"))));
    expect_refused(store_errc::corrupt);
    EXPECT_EQ(back_up(bench.disk, data, "/not/mounted", Timestamp{1}).error().code, disk_errc::not_found);
}

TEST_F(BackupTest, AFullDiskLeavesTheOneBefore) {
    fill(3);
    const BackupReport first = back_up_now();
    fill(8);
    simulation::FaultPlan full;
    full.capacity = bench.disk.image().bytes_used() + 5000;
    bench.disk.set_faults(full);
    expect_refused(disk_errc::no_space);
    bench.disk.set_faults({});
    expect_whole(first.end.position);
    back_up_now();
    expect_whole(bench.store->durable());
}

TEST_F(BackupTest, IsMadeByOneAtATime) {
    fill(1);
    const auto lock = bench.disk.lock(backup);
    expect_refused(disk_errc::locked);
}

// Restoring renames a directory, which only a real disk does.
struct RestoreTest : testing::Test {
    RestoreTest() {
        std::string path = (std::filesystem::temp_directory_path() / "hapax-restore-XXXXXX").string();
        root = ::mkdtemp(path.data());
        options.directory = root + "/data/journal";
        options.witness = root + "/data.witness";
        options.segment_bytes = 64 << 10;
        EXPECT_TRUE(disk->make_directory(root + "/backup"));
    }
    ~RestoreTest() override { std::filesystem::remove_all(root); }

    void open(const JournalOptions& where) {
        store.reset();
        index.reset();
        index = twin.open();
        auto opened = open_journal(*disk, *index, {Timestamp{1}, {++starts, 7}}, where);
        ASSERT_TRUE(opened) << opened.error().detail;
        store = *std::move(opened);
    }
    void append(std::size_t frames) {
        for (std::size_t i = 0; i < frames; ++i) {
            std::vector<Commit> commits;
            for (std::size_t k = 0; k < 3; ++k) commits.push_back(JournalBench::commit(++number, 3000));
            ASSERT_TRUE(store->append(commits));
            ASSERT_TRUE(store->maintain(now += std::chrono::milliseconds(100)));
        }
    }
    Result<BackupReport> restore(std::optional<Position> until = std::nullopt) {
        return restore_journal(*disk, root + "/backup", root + "/other", until);
    }

    std::string root;
    std::unique_ptr<Disk> disk = make_posix_disk();
    JournalOptions options;
    simulation::IndexTwin twin;
    std::unique_ptr<Index> index;
    std::unique_ptr<EventStore> store;
    std::uint64_t starts = 0;
    std::uint64_t number = 0;
    Instant now{};
};

TEST_F(RestoreTest, MakesTheJournalOfTheBackupAndOverwritesNothing) {
    open(options);
    append(12);
    ASSERT_TRUE(back_up(*disk, options.directory, root + "/backup", Timestamp{1}));
    const auto log = contract::whole_log(*store);
    const auto restored = restore();
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_EQ(restored->end, store->state().durable);
    EXPECT_EQ(restore().error().code, disk_errc::exists);
    EXPECT_FALSE(std::filesystem::exists(root + "/other/journal.restoring"));
    JournalOptions elsewhere = options;
    elsewhere.directory = root + "/other/journal";
    elsewhere.witness = root + "/other.witness";
    twin = {};
    open(elsewhere);
    EXPECT_EQ(contract::whole_log(*store), log);
}

TEST_F(RestoreTest, EndsWithTheLastFrameUpToAPosition) {
    open(options);
    append(12);
    ASSERT_TRUE(back_up(*disk, options.directory, root + "/backup", Timestamp{1}));
    for (std::uint64_t until = 1; until <= 37; ++until) {
        std::filesystem::remove_all(root + "/other");
        const auto restored = restore(Position{until});
        ASSERT_TRUE(restored) << restored.error().detail;
        EXPECT_EQ(restored->end.position.value, std::min<std::uint64_t>(until / 3 * 3, 36));
    }
}

TEST_F(RestoreTest, OfADamagedBackupLeavesNoJournal) {
    open(options);
    append(3);
    ASSERT_TRUE(back_up(*disk, options.directory, root + "/backup", Timestamp{1}));
    const auto file = disk->open(root + "/backup/00000001.seg", Open::write);
    std::array<std::byte, 1> byte{};
    ASSERT_TRUE((*file)->read_at(5000, byte));
    byte[0] ^= std::byte{8};
    ASSERT_TRUE((*file)->write_at(5000, byte));
    EXPECT_EQ(restore().error().code, store_errc::corrupt);
    EXPECT_FALSE(std::filesystem::exists(root + "/other/journal"));
    byte[0] ^= std::byte{8};
    ASSERT_TRUE((*file)->write_at(5000, byte));
    EXPECT_TRUE(restore()) << "what a restore that failed has left is no obstacle";
}

TEST_F(RestoreTest, OfNothingIsRefused) {
    EXPECT_EQ(restore().error().code, disk_errc::not_found);
    EXPECT_EQ(restore_journal(*disk, root + "/nowhere", root + "/other", std::nullopt).error().code,
              disk_errc::not_found);
}

TEST_F(RestoreTest, TakesAMirrorThatNobodyUses) {
    options.mirror = root + "/mirror";
    ASSERT_TRUE(disk->make_directory(options.mirror));
    open(options);
    append(5);
    const Mark end = store->state().durable;
    EXPECT_EQ(restore_journal(*disk, options.mirror, root + "/other", std::nullopt).error().code, disk_errc::locked);
    store.reset();
    const auto restored = restore_journal(*disk, options.mirror, root + "/other", std::nullopt);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_EQ(restored->end, end);
}

}  // namespace
}  // namespace hapax::journal
