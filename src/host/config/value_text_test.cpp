#include "host/config/value_text.hpp"

#include <gtest/gtest.h>

namespace hapax::configuration {
namespace {

using namespace std::chrono_literals;

TEST(ValueText, ReadsDurations) {
    EXPECT_EQ(parse_duration("250ms"), Duration(250ms));
    EXPECT_EQ(parse_duration("10s"), Duration(10s));
    EXPECT_EQ(parse_duration("2d"), Duration(48h));
    EXPECT_EQ(parse_duration("forever"), Duration::max());
    for (const char* text : {"", "10", "s", "-1s", "+1s", "1.5s", "10 s", " 10s", "10S", "10sec", "0x10s", "106752d",
                             "99999999999999999999s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(ValueText, ReadsSizes) {
    EXPECT_EQ(parse_bytes("64MiB"), 67'108'864U);
    EXPECT_EQ(parse_bytes("512"), 512U);
    EXPECT_EQ(parse_bytes("0B"), 0U);
    for (const char* text : {"", "MiB", "64MB", "64mib", "-1", "1.5GiB", "64 MiB", "16777216TiB"}) {
        EXPECT_FALSE(parse_bytes(text)) << text;
    }
}

TEST(ValueText, WritesWhatItReads) {
    for (const char* text : {"250ms", "90s", "2d", "1ns", "forever", "0s"}) {
        EXPECT_EQ(duration_text(*parse_duration(text)), text);
    }
    for (const char* text : {"64MiB", "1536B", "1TiB", "0B"}) EXPECT_EQ(bytes_text(*parse_bytes(text)), text);
}

}  // namespace
}  // namespace hapax::configuration
