// The fear: a manifest that was changed, cut or made up passes for what a backup holds.

#include "adapters/store/journal/manifest.hpp"

#include <gtest/gtest.h>

#include "simulation/disk/sim_disk.hpp"

namespace hapax::journal {
namespace {

Manifest sample() {
    Manifest manifest;
    manifest.store_id = Uuid::v7(1, 2, 3);
    manifest.taken = Timestamp{1'763'800'000'000'000};
    manifest.segments = {{1, 0x89abcdef01234567, 1048576, {Position{512}, 0x9f8e7d6c}, 1},
                         {2, ~std::uint64_t{0}, 512, {Position{512}, 0x9f8e7d6c}, ~std::uint32_t{0}},
                         {3, 0, std::uint64_t{1} << 31, {Position{~std::uint64_t{0}}, 0}, 0}};
    return manifest;
}

TEST(Manifest, IsReadAsItWasWritten) {
    EXPECT_EQ(decode_manifest(encode(sample())), sample());
    EXPECT_EQ(decode_manifest(encode(Manifest{})), Manifest{});
    EXPECT_EQ(sample().end().position.value, ~std::uint64_t{0});
}

TEST(Manifest, IsNoneWithAnyBitChangedOrCutAnywhere) {
    const std::string text = encode(sample());
    for (std::size_t at = 0; at < text.size(); ++at) {
        EXPECT_FALSE(decode_manifest(text.substr(0, at))) << at;
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = text;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            EXPECT_FALSE(decode_manifest(changed)) << at << " bit " << bit;
        }
    }
    EXPECT_FALSE(decode_manifest(text + "\n"));
    EXPECT_FALSE(decode_manifest(text + text));
}

TEST(Manifest, GarbageIsNone) {
    for (const char* garbage : {"", "\n", "hapax-backup 1\n", "hapax-backup 2\nstore x\ntaken 1\ncrc32c 0\n",
                                "hapax-backup 1\nstore \ntaken \nsegment \ncrc32c \n", "\0\0\0\0"}) {
        EXPECT_FALSE(decode_manifest(garbage)) << garbage;
    }
    EXPECT_FALSE(decode_manifest(std::string(100'000, 'x')));
    Manifest out_of_order = sample();
    out_of_order.segments[1].number = 3;
    EXPECT_FALSE(decode_manifest(encode(out_of_order)));
}

TEST(Manifest, IsReplacedAsAWholeWhereverTheProcessDies) {
    Manifest before = sample();
    before.segments.pop_back();
    for (std::uint64_t at = 1;; ++at) {
        simulation::SimDisk disk(at);
        ASSERT_TRUE(disk.make_directory("/backup"));
        ASSERT_TRUE(write_manifest(disk, "/backup", before));
        disk.fail_after(at);
        bool died = false;
        try {
            ASSERT_TRUE(write_manifest(disk, "/backup", sample()));
        } catch (const simulation::Crash&) {
            died = true;
        }
        disk.crash_machine();
        const auto found = read_manifest(disk, "/backup");
        ASSERT_TRUE(found) << found.error().detail;
        ASSERT_TRUE(*found);
        EXPECT_TRUE(**found == before || **found == sample());
        if (!died) return;
    }
}

}  // namespace
}  // namespace hapax::journal
