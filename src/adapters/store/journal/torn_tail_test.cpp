// The fear: a frame whose write was torn is taken for whole, or takes acknowledged records with it.

#include <random>

#include "adapters/store/journal/frame_format.hpp"
#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

struct Torn {
    simulation::FileSystem before;  // with three frames, all acknowledged
    std::vector<std::byte> frame;   // the fourth, of two records
    std::string path;
    std::uint64_t offset = 0;
    std::vector<Commit> acknowledged;
};

Torn prepare() {
    JournalBench bench;
    bench.open();
    for (std::size_t records : {1U, 3U, 2U}) bench.append(records);
    Torn torn{bench.disk.image(), {}, bench.last_segment(), 0, bench.acknowledged};
    const std::vector<std::byte> old = bench.disk.bytes(torn.path);
    bench.append(2, 400);
    const std::vector<std::byte> now = bench.disk.bytes(torn.path);
    while (old[torn.offset] == now[torn.offset]) ++torn.offset;
    const auto header = decode_frame_header(std::span(now).subspan(torn.offset));
    torn.frame.assign(now.begin() + static_cast<std::ptrdiff_t>(torn.offset),
                      now.begin() + static_cast<std::ptrdiff_t>(torn.offset + header->frame_bytes()));
    return torn;
}

void reopen_with(const Torn& torn, std::span<const std::byte> written, std::uint64_t durable) {
    simulation::FileSystem image = torn.before;
    image.inode(*image.find(torn.path)).write(torn.offset, written);
    JournalBench bench(image, 2);
    bench.acknowledged = torn.acknowledged;
    bench.open();
    ASSERT_NE(bench.store, nullptr);
    ASSERT_EQ(bench.store->durable().value, durable);
    bench.expect_intact();
    // Twice: what the first recovery left is recovered like anything else.
    bench.kill();
    bench.open();
    ASSERT_EQ(bench.store->durable().value, durable);
    bench.expect_intact();
}

TEST(TornTail, IsCutOffAtEveryByteOffset) {
    const Torn torn = prepare();
    const auto header = decode_frame_header(torn.frame);
    const std::size_t whole = frame_header_bytes + header->payload_bytes;
    for (std::size_t size = 0; size <= torn.frame.size(); ++size) {
        SCOPED_TRACE(size);
        reopen_with(torn, std::span(torn.frame).first(size), size >= whole ? 8 : 6);
        if (HasFatalFailure()) return;
    }
}

TEST(TornTail, IsCutOffWhenTheRestIsGarbage) {
    const Torn torn = prepare();
    std::mt19937 random(3);
    for (std::size_t size = 0; size < torn.frame.size() - sector_bytes; size += 37) {
        SCOPED_TRACE(size);
        std::vector<std::byte> bytes = torn.frame;
        for (std::size_t i = size; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(random());
        reopen_with(torn, bytes, 6);
        if (HasFatalFailure()) return;
    }
}

TEST(TornTail, StaysOnTheDiskForInspection) {
    const Torn torn = prepare();
    JournalBench bench(torn.before);
    bench.acknowledged = torn.acknowledged;
    const auto file = bench.disk.open(torn.path, Open::write);
    ASSERT_TRUE((*file)->write_at(torn.offset, std::span(torn.frame).first(700)));
    bench.open();
    const std::vector<std::byte> after = bench.disk.bytes(torn.path);
    ASSERT_GE(after.size(), torn.offset + 700);
    EXPECT_TRUE(std::equal(torn.frame.begin(), torn.frame.begin() + 700,
                           after.begin() + static_cast<std::ptrdiff_t>(torn.offset)));
    EXPECT_LT(after.size(), bench.options.segment_bytes) << "the unused rest is given back";
}

}  // namespace
}  // namespace hapax::journal
