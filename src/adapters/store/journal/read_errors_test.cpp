// The fear: a disk that fails one read ends the process, or makes it say that something is not there.

#include <algorithm>

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

using simulation::DiskCall;

class ReadErrors : public testing::Test {
 protected:
    // Everything is on the disk and nothing is remembered.
    ReadErrors() {
        bench.options.recent_frames_bytes_max = 1;
        bench.options.stream_heads_max = 1;
        bench.open();
        for (int i = 0; i < 9; ++i) bench.append(1);
    }

    template <class Read>
    void expect_once(Read read) {
        bench.disk.fail_next(DiskCall::read, 1);
        const auto failed = read();
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code, store_errc::unavailable) << failed.error().detail;
        EXPECT_TRUE(read()) << "nothing of it is left";
    }

    JournalBench bench;
};

TEST_F(ReadErrors, AreOfThatReadOnly) {
    expect_once([&] { return bench.store->find(bench.acknowledged[0].operation); });
    expect_once([&] { return bench.store->read_stream(contract::account("0"), Version{0}, 10); });
    expect_once([&] { return bench.store->read_log(Position{0}, {}); });
    expect_once([&] { return bench.store->mark(Position{2}); });
    bench.expect_intact();
}

// The last record of its stream is read again, since nobody remembers the stream's version.
TEST_F(ReadErrors, OfAnAppendAreNoFailedWrite) {
    bench.append(40);  // the index has runs
    ASSERT_TRUE(bench.maintain(5));
    bench.kill();
    bench.open();
    bench.disk.fail_next(DiskCall::read, 1);
    const auto failed = bench.try_append(1);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, store_errc::unavailable) << failed.error().detail;
    bench.append(1);
    bench.expect_intact();
}

TEST_F(ReadErrors, DamageIsNoReadError) {
    bench.disk.corrupt(bench.last_segment(), segment_header_bytes + 90, std::byte{1});
    EXPECT_EQ(bench.store->read_log(Position{0}, {}).error().code, store_errc::corrupt);
    EXPECT_TRUE(bench.store->read_log(Position{1}, {})) << "what lies behind it is intact";
}

TEST_F(ReadErrors, TheLogIsReadUpToTheDamage) {
    const std::string last = "/data/journal/00000001.seg";
    const std::vector<std::byte> bytes = bench.disk.bytes(last);
    const std::vector<std::byte> payload(30, std::byte{'a' + 3});
    const auto third = std::search(bytes.begin(), bytes.end(), payload.begin(), payload.end());
    ASSERT_NE(third, bytes.end());
    bench.disk.corrupt(last, static_cast<std::uint64_t>(third - bytes.begin()), std::byte{1});
    const auto before = bench.store->read_log(Position{0}, {});
    ASSERT_TRUE(before) << before.error().detail;
    EXPECT_EQ(before->records.size(), 2U);
    EXPECT_EQ(bench.store->read_log(Position{2}, {}).error().code, store_errc::corrupt);
    EXPECT_EQ(bench.store->read_log(Position{3}, {})->records.size(), 6U);
}

}  // namespace
}  // namespace hapax::journal
