// The fear: damage to what was synced is cut off as a torn tail, or served.

#include "adapters/store/journal/frame_format.hpp"
#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

struct Place {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;  // without the padding, which nothing protects and nothing reads
};

std::vector<Place> frames_of(JournalBench& bench) {
    const std::vector<std::byte> bytes = bench.disk.bytes(bench.last_segment());
    std::vector<Place> frames;
    for (std::uint64_t offset = segment_header_bytes; offset < bytes.size();) {
        const auto header = decode_frame_header(std::span(bytes).subspan(offset));
        if (!header) break;
        frames.push_back({offset, frame_header_bytes + header->payload_bytes});
        offset += header->frame_bytes();
    }
    return frames;
}

void remove_tail(JournalBench& bench) {
    ASSERT_TRUE(bench.disk.remove("/data/journal/tail"));
}

TEST(Corruption, OfTheLastSyncedFrameIsFoundByTheTailFile) {
    JournalBench sane;
    sane.open();
    sane.append(2);
    sane.append(2);
    const Place last = frames_of(sane).back();
    const simulation::FileSystem image = sane.disk.image();
    const std::string path = sane.last_segment();
    for (std::uint64_t at = last.offset; at < last.offset + last.bytes; ++at) {
        JournalBench bench(image, 2);
        bench.disk.crash_process();
        bench.disk.corrupt(path, at, std::byte{0x10});
        const auto opened = bench.try_open();
        ASSERT_FALSE(opened) << at;
        ASSERT_EQ(opened.error().code, store_errc::corrupt) << opened.error().detail;
        ASSERT_NE(opened.error().detail.find(path), std::string::npos) << "the message names the file";
    }
}

TEST(Corruption, OfAFrameWithALaterOneIsRefusedEvenWithoutATailFile) {
    JournalBench sane;
    sane.open();
    sane.append(2);
    sane.append(2);
    sane.append(2);
    const Place middle = frames_of(sane)[1];
    const simulation::FileSystem image = sane.disk.image();
    const std::string path = sane.last_segment();
    for (std::uint64_t at = middle.offset; at < middle.offset + middle.bytes; ++at) {
        JournalBench bench(image, 2);
        bench.disk.crash_process();
        remove_tail(bench);
        bench.disk.corrupt(path, at, std::byte{0x01});
        const auto opened = bench.try_open();
        ASSERT_FALSE(opened) << at;
        ASSERT_EQ(opened.error().code, store_errc::corrupt) << opened.error().detail;
    }
}

TEST(Corruption, OfTheLastFrameIsFoundByTheWitness) {
    JournalBench bench;
    bench.open();
    bench.append(3);
    ASSERT_TRUE(bench.maintain(20));
    const Place last = frames_of(bench).back();
    bench.kill();
    remove_tail(bench);
    bench.disk.corrupt(bench.last_segment(), last.offset + 100, std::byte{4});
    EXPECT_EQ(bench.try_open().error().code, store_errc::corrupt);
}

TEST(Corruption, OfASegmentHeaderIsRefused) {
    JournalBench bench;
    bench.open();
    bench.append(3);
    bench.kill();
    bench.disk.corrupt(bench.last_segment(), 40, std::byte{1});
    EXPECT_EQ(bench.try_open().error().code, store_errc::corrupt);
}

TEST(Corruption, OfTheWitnessIsRefusedUntilTheLossIsAccepted) {
    JournalBench bench;
    bench.open();
    bench.append(3);
    bench.kill();
    for (const std::uint64_t slot : {0U, 512U}) bench.disk.corrupt("/data.witness", slot + 24, std::byte{1});
    EXPECT_EQ(bench.try_open().error().code, store_errc::corrupt);
    bench.index.reset();
    bench.index = bench.twin.open();
    ASSERT_TRUE(accept_loss(bench.disk, *bench.index, bench.start(), bench.options));
    bench.open();
    bench.expect_intact();
}

TEST(Corruption, AMissingSegmentIsRefused) {
    JournalBench bench;
    bench.open();
    bench.append(3);
    for (int i = 0; i < 3; ++i) {
        bench.kill();
        bench.open();
    }
    bench.kill();
    for (const char* name : {"/data/journal/00000001.seg", "/data/journal/00000003.seg"}) {
        JournalBench without(bench.disk.image(), 2);
        without.disk.crash_process();
        ASSERT_TRUE(without.disk.remove(name));
        EXPECT_EQ(without.try_open().error().code, store_errc::corrupt);
    }
}

TEST(Corruption, OfAnOldRecordIsAnErrorWhenItIsRead) {
    JournalBench bench;
    bench.options.recent_frames_bytes_max = 1;
    bench.open();
    for (int i = 0; i < 5; ++i) bench.append(1);
    bench.disk.corrupt(bench.last_segment(), frames_of(bench)[0].offset + 90, std::byte{1});
    EXPECT_EQ(bench.store->find(bench.acknowledged[0].operation).error().code, store_errc::corrupt);
    EXPECT_EQ(bench.store->read_log(Position{0}, {}).error().code, store_errc::corrupt);
    EXPECT_TRUE(*bench.store->find(bench.acknowledged[1].operation));
}

TEST(Corruption, OfAFrameThatAStartTookOverIsNoLossOfIt) {
    JournalBench bench;
    bench.options.recent_records_max = 1;
    bench.open();
    bench.append(1);
    bench.append(3);
    ASSERT_TRUE(bench.maintain(3));  // a run of the index has their addresses
    const Place last = frames_of(bench).back();
    const std::string path = bench.last_segment();
    bench.kill();
    bench.open();
    bench.expect_intact();
    bench.kill();
    for (std::uint64_t at = last.offset; at < last.offset + last.bytes; ++at) {
        bench.disk.corrupt(path, at, std::byte{0x10});
    }
    bench.open();
    bench.expect_intact();
}

TEST(Verify, CountsWhatIsThereAndFindsDamage) {
    JournalBench bench;
    bench.open();
    for (std::size_t i = 0; i < 20; ++i) bench.append(3, 1500);
    ASSERT_TRUE(bench.maintain(20));
    const Mark end = bench.store->state().durable;
    EXPECT_EQ(verify_journal(bench.disk, bench.options).error().code, disk_errc::locked);
    ASSERT_TRUE(bench.store->seal());
    bench.kill();
    std::uint32_t told = 0;
    const auto report = verify_journal(bench.disk, bench.options, [&](const VerifyReport&) { ++told; });
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->records, 60U);
    EXPECT_EQ(report->frames, 20U);
    EXPECT_EQ(report->end, end);
    EXPECT_TRUE(report->sealed);
    EXPECT_FALSE(report->torn_tail);
    EXPECT_GT(report->segments, 1U);
    EXPECT_EQ(told, report->segments);
    bench.disk.corrupt("/data/journal/00000001.seg", 3000, std::byte{1});
    EXPECT_EQ(verify_journal(bench.disk, bench.options).error().code, store_errc::corrupt);
}

}  // namespace
}  // namespace hapax::journal
