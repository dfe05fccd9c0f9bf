// The fear: bytes that are not what was written are taken for a record, or break the reader.

#include <random>

#include <gtest/gtest.h>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/record.hpp"
#include "codec/record/record_sample.hpp"

namespace hapax {
namespace {

std::vector<std::byte> sample() {
    const Commit c = record_sample::full();
    std::vector<std::byte> bytes(record_size(c, Position{900}, Version{9}));
    write_record(c, Position{900}, Version{9}, bytes);
    return bytes;
}

// Makes length and CRC right again, so that decoding meets the garbage itself.
void reseal(std::vector<std::byte>& bytes) {
    store_u32(bytes.data(), static_cast<std::uint32_t>(bytes.size() - 8));
    const std::span<const std::byte> all(bytes);
    store_u32(bytes.data() + 4, crc32c(crc32c(0, all.first(4)), all.subspan(8)));
}

void decode_every_way(const std::vector<std::byte>& bytes) {
    const auto body = open_record(bytes);
    if (!body) return;
    RecordView view;
    PendingChanges changes;
    (void)decode_view(body->fields, view);
    (void)decode_stored(body->fields);
    (void)decode_pending(body->fields, changes);
}

TEST(RecordGarbage, EveryTruncationIsDetected) {
    const std::vector<std::byte> bytes = sample();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        // A copy of its own, so that a sanitizer sees every byte read past the end.
        const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        const auto body = open_record(cut);
        ASSERT_FALSE(body);
        ASSERT_EQ(body.error().code, record_errc::truncated);
    }
}

TEST(RecordGarbage, EverySingleBitFlipIsDetected) {
    std::vector<std::byte> bytes = sample();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
        ASSERT_FALSE(open_record(bytes)) << "bit " << bit;
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    }
    EXPECT_TRUE(open_record(bytes));
}

TEST(RecordGarbage, FlippedBytesWithARightChecksumAreSafe) {
    const std::vector<std::byte> good = sample();
    for (std::size_t at = 8; at < good.size(); ++at) {
        for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0x80U, 0xFFU}) {
            std::vector<std::byte> bytes = good;
            bytes[at] = static_cast<std::byte>(value);
            reseal(bytes);
            decode_every_way(bytes);
        }
    }
}

TEST(RecordGarbage, RandomBytesWithARightChecksumAreSafe) {
    std::mt19937 random(7);
    for (int round = 0; round < 20000; ++round) {
        std::vector<std::byte> bytes(9 + random() % 64);
        for (std::byte& b : bytes) b = static_cast<std::byte>(random() % (round % 2 == 0 ? 256 : 64));
        bytes[8] = std::byte{1};
        reseal(bytes);
        decode_every_way(bytes);
    }
}

TEST(RecordGarbage, EveryTruncationWithARightChecksumIsSafe) {
    const std::vector<std::byte> good = sample();
    for (std::size_t size = 9; size < good.size(); ++size) {
        std::vector<std::byte> bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        reseal(bytes);
        decode_every_way(bytes);
    }
}

TEST(RecordGarbage, FieldsOfALaterWriterAreSkipped) {
    std::vector<std::byte> bytes = sample();
    const std::vector<unsigned> later = {0xD0, 0x06, 0x2A,               // field 424, varint 42
                                         0xD9, 0x06, 0x02, 0x61, 0x62};  // field 428, two bytes
    for (const unsigned b : later) bytes.push_back(static_cast<std::byte>(b));
    reseal(bytes);
    const auto stored = decode_stored(open_record(bytes)->fields);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->commit, record_sample::full());
}

TEST(RecordGarbage, ALaterFormatVersionIsNamed) {
    std::vector<std::byte> bytes = sample();
    bytes[8] = std::byte{2};
    reseal(bytes);
    EXPECT_EQ(open_record(bytes).error().code, record_errc::unknown_version);
}

TEST(RecordGarbage, ALengthBeyondTheLimitIsMalformed) {
    std::vector<std::byte> bytes = sample();
    store_u32(bytes.data(), static_cast<std::uint32_t>(record_bytes_max));
    EXPECT_EQ(open_record(bytes).error().code, record_errc::malformed);
    store_u32(bytes.data(), 0);
    EXPECT_EQ(open_record(bytes).error().code, record_errc::malformed);
}

TEST(RecordGarbage, ARecordWithoutPositionOrWithTooManyEventsIsMalformed) {
    const Commit c = record_sample::full();
    for (const auto& [position, version] : {std::pair{0, 9}, std::pair{1, 1}}) {
        const Position p{static_cast<std::uint64_t>(position)};
        const Version v{static_cast<std::uint64_t>(version)};
        std::vector<std::byte> bytes(record_size(c, p, v));
        write_record(c, p, v, bytes);
        const auto stored = decode_stored(open_record(bytes)->fields);
        ASSERT_FALSE(stored);
        EXPECT_EQ(stored.error().code, record_errc::malformed);
    }
}

}  // namespace
}  // namespace hapax
