// The fear: a tool that only looks changes the store, or shows what was never acknowledged.

#include "codec/record/record.hpp"
#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

struct Seen {
    Result<Mark> end = fail(store_errc::unavailable);
    std::vector<Commit> commits;
    std::vector<Position> positions;
};

Seen scan(JournalBench& bench, Position after = Position{0}, std::size_t limit = 1'000'000) {
    Seen seen;
    seen.end = scan_journal(bench.disk, bench.options, after, [&](const ScannedRecord& record) {
        seen.positions.push_back(record.view.position);
        seen.commits.push_back(decode_stored(record.fields)->commit);
        return seen.commits.size() < limit;
    });
    return seen;
}

// Several segments, then a restart that copied the last frame, then some more.
void write_history(JournalBench& bench) {
    bench.open();
    for (int i = 0; i < 300; ++i) {
        bench.append(2, 300);
        ASSERT_TRUE(bench.maintain(5));
    }
    bench.kill();
    bench.open();
    bench.append(5);
}

TEST(Scan, ShowsEveryRecordOnceAndChangesNothing) {
    JournalBench bench;
    write_history(bench);
    bench.kill();
    const auto before = bench.disk.image().files();
    const std::vector<std::byte> last = bench.disk.bytes(bench.last_segment());
    const Seen seen = scan(bench);
    ASSERT_TRUE(seen.end) << seen.end.error().detail;
    EXPECT_EQ(seen.end->position, Position{605});
    EXPECT_EQ(seen.commits, bench.acknowledged);
    EXPECT_EQ(bench.disk.image().files(), before);
    EXPECT_EQ(bench.disk.bytes(bench.last_segment()), last);
}

TEST(Scan, BesideAServerShowsWhatIsDurable) {
    JournalBench bench;
    write_history(bench);
    const Seen seen = scan(bench);
    ASSERT_TRUE(seen.end) << seen.end.error().detail;
    EXPECT_EQ(seen.end->position, bench.store->durable());
    EXPECT_EQ(seen.commits, bench.acknowledged);
}

TEST(Scan, BesideAServerLooksAtNothingBehindItsTailFile) {
    JournalBench bench;
    bench.open();
    bench.append(2);
    const std::vector<std::byte> tail = bench.disk.bytes("/data/journal/tail");
    bench.append(2);
    ASSERT_TRUE((*bench.disk.open("/data/journal/tail", Open::write))->write_at(0, tail));
    const Seen seen = scan(bench);
    ASSERT_TRUE(seen.end) << seen.end.error().detail;
    EXPECT_EQ(seen.positions, (std::vector{Position{1}, Position{2}}));
}

TEST(Scan, BesideAServerThatHasNotSaidWhatIsDurableIsRefused) {
    JournalBench bench;
    bench.open();
    bench.append(2);
    ASSERT_TRUE(bench.disk.remove("/data/journal/tail"));
    EXPECT_EQ(scan(bench).end.error().code, disk_errc::locked);
}

TEST(Scan, BeginsAfterAPositionAndStopsWhenTold) {
    JournalBench bench;
    write_history(bench);
    EXPECT_EQ(scan(bench, Position{599}, 3).positions, (std::vector{Position{600}, Position{601}, Position{602}}));
    EXPECT_TRUE(scan(bench, Position{605}).positions.empty());
    EXPECT_EQ(scan(bench, Position{~0ULL}).end->position, Position{605}) << "only the end is asked for";
}

TEST(Scan, OfATornTailEndsBeforeIt) {
    JournalBench bench;
    bench.open();
    bench.append(2);
    const std::size_t offset = bench.disk.bytes(bench.last_segment()).size() - 512;
    bench.kill();
    bench.disk.corrupt(bench.last_segment(), offset, std::byte{9});
    EXPECT_EQ(scan(bench).end->position, Position{2});
}

TEST(Scan, NamesFileAndOffsetOfADamagedFrame) {
    JournalBench bench;
    bench.open();
    bench.append(2);
    bench.append(2);
    bench.kill();
    bench.disk.corrupt(bench.last_segment(), segment_header_bytes + 100, std::byte{9});
    const Seen seen = scan(bench);
    ASSERT_FALSE(seen.end);
    EXPECT_EQ(seen.end.error().code, store_errc::corrupt);
    EXPECT_NE(seen.end.error().detail.find("00000001.seg: offset 512"), std::string::npos) << seen.end.error().detail;
}

TEST(Scan, OfAnEmptyJournalShowsNothing) {
    JournalBench bench;
    ASSERT_TRUE(bench.disk.make_directory("/data/journal"));
    const Seen seen = scan(bench);
    ASSERT_TRUE(seen.end);
    EXPECT_EQ(*seen.end, Mark{});
}

}  // namespace
}  // namespace hapax::journal
