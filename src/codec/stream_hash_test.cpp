#include "codec/stream_hash.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

TEST(StreamHash, NeverChangesBecauseItIsOnDisk) {
    EXPECT_EQ(stream_hash(StreamId{"account", "42"}), (StreamHash{{0x1b113a3c67297fd0, 0xcaa218d7d97e92bf}}));
    EXPECT_EQ(stream_hash("", ""), (StreamHash{{0xaf5570f5a1810b7a, 0xf78caf4bc70a660f}}));
}

TEST(StreamHash, KeepsTypeAndKeyApart) {
    EXPECT_EQ(stream_hash("account4", "2"), (StreamHash{{0xf6aa35fe2153d1b8, 0x1510b2a8bd00f4bb}}));
    EXPECT_NE(stream_hash("account4", "2"), stream_hash("account", "42"));
    EXPECT_NE(stream_hash("", "account"), stream_hash("account", ""));
}

}  // namespace
}  // namespace hapax
