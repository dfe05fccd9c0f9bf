// Locks the bytes of record format 1: data written by this version must be readable for ever.

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "codec/record/record.hpp"
#include "codec/record/record_sample.hpp"

namespace hapax {
namespace {

std::vector<std::byte> golden() {
    std::ifstream file(HAPAX_GOLDEN_DIR "/record_v1.bin", std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    const auto view = std::as_bytes(std::span(bytes));
    return {view.begin(), view.end()};
}

TEST(RecordGolden, TheBytesOfVersionOneAreWrittenAsEver) {
    std::vector<std::byte> bytes;
    std::uint64_t position = 900;
    for (const Commit& c : {record_sample::full(), record_sample::bare()}) {
        std::vector<std::byte> record(record_size(c, Position{position}, Version{9}));
        write_record(c, Position{position++}, Version{9}, record);
        bytes.insert(bytes.end(), record.begin(), record.end());
    }
    EXPECT_EQ(bytes, golden()) << "the record format changed: raise its version and keep reading this one";
}

TEST(RecordGolden, TheBytesOfVersionOneAreRead) {
    const std::vector<std::byte> bytes = golden();
    const auto first = open_record(bytes);
    ASSERT_TRUE(first);
    EXPECT_EQ(*decode_stored(first->fields), (StoredCommit{Position{900}, Version{9}, record_sample::full()}));
    const auto second = open_record(std::span(bytes).subspan(first->record_bytes));
    ASSERT_TRUE(second);
    EXPECT_EQ(*decode_stored(second->fields), (StoredCommit{Position{901}, Version{9}, record_sample::bare()}));
}

}  // namespace
}  // namespace hapax
