#include "codec/crc32c.hpp"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace hapax {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

TEST(Crc32c, GivesThePublishedCheckValues) {
    EXPECT_EQ(crc32c(0, bytes_of("123456789")), 0xE3069283U);
    EXPECT_EQ(crc32c(0, std::vector<std::byte>(32)), 0x8A9136AAU);
    EXPECT_EQ(crc32c(0, std::vector<std::byte>(32, std::byte{0xFF})), 0x62A8AB43U);
    EXPECT_EQ(crc32c(0, {}), 0U);
}

TEST(Crc32c, TheTableAgreesWithTheInstructionForEveryLengthAndAlignment) {
    std::vector<std::byte> bytes(300);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 131 + 7);
    for (std::size_t from = 0; from < 9; ++from) {
        for (std::size_t length = 0; from + length <= bytes.size(); ++length) {
            const auto piece = std::span(bytes).subspan(from, length);
            ASSERT_EQ(crc32c(17, piece), crc32c_portable(17, piece));
        }
    }
}

TEST(Crc32c, CanBeContinuedPieceByPiece) {
    const auto whole = bytes_of("a withdrawal of 2000 cents");
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        ASSERT_EQ(crc32c(crc32c(0, whole.first(cut)), whole.subspan(cut)), crc32c(0, whole));
    }
}

}  // namespace
}  // namespace hapax
