// Locks the bytes of segment, tail file and witness, format 1: a journal written by this version opens for ever.

#include <fstream>
#include <iterator>

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

struct GoldenFile {
    const char* path;
    const char* name;
};
constexpr GoldenFile files[] = {{"/data/journal/00000001.seg", "journal_segment_v1.bin"},
                                {"/data/journal/tail", "journal_tail_v1.bin"},
                                {"/data.witness", "journal_witness_v1.bin"}};

std::vector<std::byte> golden(const char* name) {
    std::ifstream file(std::string(HAPAX_GOLDEN_DIR "/") + name, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    const auto view = std::as_bytes(std::span(bytes));
    return {view.begin(), view.end()};
}

void write_history(JournalBench& bench) {
    bench.open();
    bench.append(1);
    bench.append(3);
    ASSERT_TRUE(bench.maintain(20));
    ASSERT_TRUE(bench.store->seal());
}

TEST(JournalGolden, TheBytesOfVersionOneAreWrittenAsEver) {
    JournalBench bench;
    write_history(bench);
    for (const GoldenFile& file : files) {
        const std::vector<std::byte> expected = golden(file.name);
        std::vector<std::byte> bytes = bench.disk.bytes(file.path);
        ASSERT_GE(bytes.size(), expected.size());
        bytes.resize(expected.size());
        EXPECT_EQ(bytes, expected) << file.name << ": the format changed: raise its version and keep reading this one";
    }
}

TEST(JournalGolden, AJournalOfVersionOneIsOpened) {
    JournalBench bench;
    ASSERT_TRUE(bench.disk.make_directory("/data/journal"));
    for (const GoldenFile& file : files) {
        ASSERT_TRUE((*bench.disk.open(file.path, Open::create))->write_at(0, golden(file.name)));
    }
    for (std::uint64_t i = 1; i <= 4; ++i) bench.acknowledged.push_back(JournalBench::commit(i, 30));
    bench.open();
    ASSERT_NE(bench.store, nullptr);
    EXPECT_EQ(bench.store->durable(), Position{4});
    bench.expect_intact();
}

}  // namespace
}  // namespace hapax::journal
