// The fear: half a copy passes for a whole one, a copy is overwritten, or an archive in trouble harms the service.

#include "adapters/store/journal/archive.hpp"

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

using simulation::Crash;

constexpr const char* archive = "/archive";

// Passes everything on, and fails calls under the archive as told.
class TroubledDisk final : public Disk {
 public:
    explicit TroubledDisk(Disk& inner) : inner_(inner) {}

    Result<std::unique_ptr<File>> open(const std::string& path, Open mode) override {
        if (auto told = trouble(path); !told) return pass_on(told);
        auto file = inner_.open(path, mode);
        if (!file) return pass_on(file);
        return std::make_unique<TroubledFile>(*this, path, *std::move(file));
    }
    Result<void> rename(const std::string& from, const std::string& to) override {
        const auto told = trouble(to);
        return told ? inner_.rename(from, to) : told;
    }
    Result<void> remove(const std::string& path) override {
        const auto told = trouble(path);
        return told ? inner_.remove(path) : told;
    }
    Result<std::vector<std::string>> list(const std::string& path) override { return inner_.list(path); }
    Result<void> make_directory(const std::string& path) override { return inner_.make_directory(path); }
    Result<void> sync_directory(const std::string& path) override {
        const auto told = trouble(path);
        return told ? inner_.sync_directory(path) : told;
    }
    Result<std::unique_ptr<DirectoryLock>> lock(const std::string& path) override { return inner_.lock(path); }
    std::string boot_id() override { return inner_.boot_id(); }

    std::uint64_t fails_at = 0;  // the n-th call under the archive from now, once
    bool fails = false;          // all of them
    ErrorCode code = disk_errc::io;
    std::uint64_t calls = 0;

 private:
    class TroubledFile final : public File {
     public:
        TroubledFile(TroubledDisk& disk, std::string path, std::unique_ptr<File> inner)
            : disk_(disk), path_(std::move(path)), inner_(std::move(inner)) {}
        Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
            const auto told = disk_.trouble(path_);
            return told ? inner_->write_at(offset, bytes) : told;
        }
        Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
            if (const auto told = disk_.trouble(path_); !told) return pass_on(told);
            return inner_->read_at(offset, into);
        }
        Result<void> sync() override {
            const auto told = disk_.trouble(path_);
            return told ? inner_->sync() : told;
        }
        Result<std::uint64_t> size() override {
            if (const auto told = disk_.trouble(path_); !told) return pass_on(told);
            return inner_->size();
        }
        Result<void> truncate(std::uint64_t size) override { return inner_->truncate(size); }

     private:
        TroubledDisk& disk_;
        std::string path_;
        std::unique_ptr<File> inner_;
    };

    Result<void> trouble(const std::string& path) {
        if (!path.starts_with(archive)) return {};
        if (++calls != fails_at && !fails) return {};
        return fail(code, path + ": by the test");
    }

    Disk& inner_;
};

class ArchiveTest : public testing::Test {
 protected:
    static void prepare(JournalBench& bench) {
        bench.options.archive = archive;
        ASSERT_TRUE(bench.disk.make_directory(archive));
    }

    static ArchiveState state(const JournalBench& bench) { return bench.store->state().archive; }

    static void archive_all(JournalBench& bench) {
        for (int i = 0; i < 2000 && state(bench).waiting > 0; ++i) ASSERT_TRUE(bench.maintain());
        ASSERT_EQ(state(bench).waiting, 0U) << state(bench).trouble;
    }

    static std::size_t closed_segments(const JournalBench& bench) {
        std::size_t count = 0;
        for (const std::string& path : bench.disk.image().files()) count += path.ends_with(".seg") ? 1 : 0;
        return count - archived(bench).size() - 1;
    }

    static std::vector<std::string> archived(const JournalBench& bench, const std::string& end = ".seg") {
        std::vector<std::string> paths;
        for (const std::string& path : bench.disk.image().files()) {
            if (path.starts_with(archive) && path.ends_with(end)) paths.push_back(path);
        }
        return paths;
    }

    // What lies under a segment's name in the archive begins the segment of that name, and the segments verify alone.
    static VerifyReport expect_restorable(const JournalBench& bench) {
        simulation::SimDisk other(1);
        EXPECT_TRUE(other.make_directory("/data/journal"));
        for (const std::string& path : archived(bench)) {
            const std::string name = path.substr(std::string(archive).size());
            const auto bytes = bench.disk.bytes(path);
            const auto whole = bench.disk.bytes("/data/journal" + name);
            EXPECT_LE(bytes.size(), whole.size()) << path;
            EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), whole.begin())) << path;
            EXPECT_TRUE((*other.open("/data/journal" + name, Open::create))->write_at(0, bytes));
        }
        const auto report = verify_journal(other, JournalBench::small());
        EXPECT_TRUE(report) << report.error().detail;
        if (!report) return {};
        EXPECT_FALSE(report->torn_tail);
        const auto next = static_cast<std::uint32_t>(archived(bench).size() + 1);
        if (!bench.disk.image().find("/data/journal/" + segment_name(next))) return *report;  // died before the first
        const auto header = decode_segment_header(bench.disk.bytes("/data/journal/" + segment_name(next)));
        EXPECT_TRUE(header && header->begin.position == report->end.position) << "nothing is missing but the last one";
        return *report;
    }

    static void fill(JournalBench& bench, int calls) {
        for (int i = 0; i < calls; ++i) {
            bench.append(3, 4000);
            ASSERT_TRUE(bench.maintain(2));
        }
    }

    static bool has_partial(const JournalBench& bench) { return !archived(bench, ".partial").empty(); }
};

TEST_F(ArchiveTest, HoldsEveryClosedSegmentAndIsRestored) {
    JournalBench bench;
    prepare(bench);
    bench.open();
    fill(bench, 30);
    archive_all(bench);
    EXPECT_GT(closed_segments(bench), 4U);
    EXPECT_EQ(archived(bench).size(), closed_segments(bench));
    const VerifyReport report = expect_restorable(bench);
    EXPECT_GT(report.end.position.value, 60U);

    JournalBench restored({}, 2);
    ASSERT_TRUE(restored.disk.make_directory("/data/journal"));
    for (const std::string& path : archived(bench)) {
        const auto file = restored.disk.open("/data/journal" + path.substr(std::string(archive).size()), Open::create);
        ASSERT_TRUE((*file)->write_at(0, bench.disk.bytes(path)));
    }
    restored.open();
    EXPECT_EQ(restored.store->durable(), report.end.position);
    restored.acknowledged.assign(bench.acknowledged.begin(),
                                 bench.acknowledged.begin() + static_cast<std::ptrdiff_t>(report.end.position.value));
    restored.expect_intact();
}

TEST_F(ArchiveTest, IsNotThereUnlessItIsAskedFor) {
    JournalBench bench;
    bench.open();
    fill(bench, 30);
    EXPECT_EQ(state(bench).waiting, 0U);
    EXPECT_TRUE(archived(bench).empty());
}

TEST_F(ArchiveTest, GoesOnAfterEveryKindOfRestartAndWritesNothingTwice) {
    JournalBench bench;
    prepare(bench);
    for (int start = 0; start < 6; ++start) {
        bench.open();
        const auto before = archived(bench);
        std::vector<std::vector<std::byte>> bytes;
        for (const std::string& path : before) bytes.push_back(bench.disk.bytes(path));
        fill(bench, 4 * start);
        archive_all(bench);
        EXPECT_EQ(state(bench).failures, 0U);
        EXPECT_EQ(archived(bench).size(), closed_segments(bench));
        for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(bench.disk.bytes(before[i]), bytes[i]);
        expect_restorable(bench);
        if (start % 3 == 0) {
            ASSERT_TRUE(bench.store->seal());
        }
        start % 2 == 0 ? bench.kill() : bench.crash();
    }
}

// A journal that was restored from its archive goes on archiving there: the frame that its first start took over into
// a new segment makes its last one shorter than the copy.
TEST_F(ArchiveTest, IsUsedOnByAJournalThatWasRestoredFromIt) {
    JournalBench bench;
    prepare(bench);
    bench.open();
    fill(bench, 30);
    archive_all(bench);
    const auto copies = archived(bench);
    JournalBench restored({}, 2);
    prepare(restored);
    ASSERT_TRUE(restored.disk.make_directory("/data/journal"));
    for (const std::string& path : copies) {
        for (const std::string& to : {path, "/data/journal" + path.substr(std::string(archive).size())}) {
            ASSERT_TRUE((*restored.disk.open(to, Open::create))->write_at(0, bench.disk.bytes(path)));
        }
    }
    restored.skip_numbers(1000);
    restored.open();
    fill(restored, 30);
    archive_all(restored);
    EXPECT_EQ(state(restored).failures, 0U) << state(restored).trouble;
    EXPECT_GT(archived(restored).size(), copies.size() + 3);
    expect_restorable(restored);
}

class ArchiveCrashTest : public ArchiveTest, public testing::WithParamInterface<bool> {
 protected:
    static void live(JournalBench& bench) {
        if (!bench.try_open()) return;
        for (int i = 0; i < 5; ++i) {
            if (!bench.try_append(3, 9000) || !bench.maintain(3)) return;
        }
        if (!bench.maintain(20) || !bench.store->seal() || !bench.try_open()) return;
        (void)bench.maintain(20);
    }
    static void die(JournalBench& bench) { GetParam() ? bench.crash() : bench.kill(); }
};

TEST_P(ArchiveCrashTest, MayDieAnywhereAndNoPartOfACopyPassesForAWholeOne) {
    std::uint64_t effects = 0;
    {
        JournalBench bench;
        prepare(bench);
        live(bench);
        effects = bench.disk.effects();
        ASSERT_GE(archived(bench).size(), 2U);
    }
    for (std::uint64_t at = 2; at <= effects; ++at) {
        SCOPED_TRACE(at);
        JournalBench bench({}, at);
        prepare(bench);
        bench.disk.fail_after(at);
        try {
            live(bench);
        } catch (const Crash&) {
        }
        die(bench);
        expect_restorable(bench);
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        archive_all(bench);
        EXPECT_EQ(archived(bench).size(), closed_segments(bench));
        EXPECT_FALSE(has_partial(bench));
        die(bench);
        EXPECT_EQ(archived(bench).size(), closed_segments(bench)) << "what counts as archived survives every end";
        expect_restorable(bench);
        bench.open();
        bench.expect_intact();
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Journal, ArchiveCrashTest, testing::Bool(),
                         [](const auto& machine) { return machine.param ? "Machine" : "Process"; });

TEST_F(ArchiveTest, OverwritesNothingThatIsThereAlready) {
    JournalBench bench;
    prepare(bench);
    JournalBench other({}, 9);
    other.open();
    const auto stranger = other.disk.bytes(other.last_segment());
    const std::vector<std::byte> garbage(3000, std::byte{7});
    for (const auto& content : {stranger, garbage, std::vector<std::byte>{}}) {
        auto file = bench.disk.open("/archive/00000002.seg", Open::create);
        ASSERT_TRUE((*file)->write_at(0, content));
        bench.open();
        fill(bench, 20);
        ASSERT_TRUE(bench.maintain(400));
        EXPECT_GT(state(bench).failures, 2U) << "it is tried again";
        EXPECT_NE(state(bench).trouble.find("/archive/00000002.seg"), std::string::npos) << state(bench).trouble;
        EXPECT_EQ(archived(bench).size(), 2U) << "nothing after it either";
        EXPECT_EQ(bench.disk.bytes("/archive/00000002.seg"), content);
        bench.expect_intact();
        ASSERT_TRUE(bench.disk.remove("/archive/00000002.seg"));
        archive_all(bench);
        EXPECT_TRUE(state(bench).trouble.empty());
        expect_restorable(bench);
        bench.kill();
        for (const std::string& path : archived(bench)) {
            ASSERT_TRUE(bench.disk.remove(path));
        }
    }
}

TEST_F(ArchiveTest, IsNotMadeInThePlaceOfADiskThatIsNotThere) {
    JournalBench bench;
    bench.options.archive = archive;
    bench.open();
    fill(bench, 20);
    ASSERT_TRUE(bench.maintain(100));
    EXPECT_GT(state(bench).failures, 0U);
    EXPECT_GT(state(bench).waiting, 2U);
    EXPECT_FALSE(bench.disk.list(archive));
    ASSERT_TRUE(bench.disk.make_directory(archive));
    archive_all(bench);
    expect_restorable(bench);
}

// Goal: damage of the source never becomes a copy, wherever the bit is, and the copy is made when it is mended.
TEST_F(ArchiveTest, OfADamagedSegmentNothingIsCopiedUntilItIsWholeAgain) {
    JournalBench bench;
    prepare(bench);
    TroubledDisk troubled(bench.disk);
    troubled.fails = true;
    bench.between = &troubled;
    bench.open();
    fill(bench, 12);
    const auto segment = "/data/journal/" + segment_name(1);
    constexpr std::uint64_t first_frame_end = 12'000;  // three records of 4,000 bytes
    troubled.fails = false;
    for (std::uint64_t offset = 7; offset < first_frame_end; offset += 509) {
        bench.disk.corrupt(segment, offset, std::byte{4});
        const std::uint64_t failures = state(bench).failures;
        for (int i = 0; i < 2000 && state(bench).failures == failures && archived(bench).empty(); ++i) {
            ASSERT_TRUE(bench.maintain());
        }
        ASSERT_TRUE(archived(bench).empty()) << "with a damaged byte at " << offset;
        EXPECT_NE(state(bench).trouble.find("damaged"), std::string::npos) << state(bench).trouble;
        bench.disk.corrupt(segment, offset, std::byte{4});
    }
    archive_all(bench);
    expect_restorable(bench);
}

// Goal: no error of the archive's disk reaches the journal. Method: each call in turn fails once, with each kind of
// error; then all of them for a while.
TEST_F(ArchiveTest, InTroubleHarmsNothingAndIsTriedAgain) {
    const auto live = [](JournalBench& bench) {
        for (int i = 0; i < 8; ++i) {
            bench.append(3, 9000);
            ASSERT_TRUE(bench.maintain(2));
        }
    };
    for (const ErrorCode& code : {disk_errc::io, disk_errc::no_space, disk_errc::not_found}) {
        for (std::uint64_t at = 1; at <= 40; ++at) {
            SCOPED_TRACE(at);
            JournalBench bench;
            prepare(bench);
            TroubledDisk troubled(bench.disk);
            troubled.code = code;
            troubled.fails_at = at;
            bench.between = &troubled;
            bench.open();
            live(bench);
            archive_all(bench);
            EXPECT_TRUE(state(bench).trouble.empty());
            expect_restorable(bench);
            bench.expect_intact();
            if (HasFailure()) return;
        }
        JournalBench bench;
        prepare(bench);
        TroubledDisk troubled(bench.disk);
        troubled.code = code;
        troubled.fails = true;
        bench.between = &troubled;
        bench.open();
        live(bench);
        EXPECT_GT(state(bench).waiting, 2U);
        EXPECT_TRUE(bench.store->admits(1000, Use::admitting));
        troubled.fails = false;
        archive_all(bench);
        EXPECT_EQ(archived(bench).size(), closed_segments(bench));
        expect_restorable(bench);
        EXPECT_FALSE(has_partial(bench));
    }
}

}  // namespace
}  // namespace hapax::journal
