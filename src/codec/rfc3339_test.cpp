#include "codec/rfc3339.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

TEST(Rfc3339, WritesUtcWithMicroseconds) {
    EXPECT_EQ(rfc3339({0}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(rfc3339({-1}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(rfc3339({1'700'000'000'123'456}), "2023-11-14T22:13:20.123456Z");
    EXPECT_EQ(rfc3339({951'782'400'000'000}), "2000-02-29T00:00:00.000000Z");
}

TEST(Rfc3339, ReadsWhatItWrote) {
    for (const std::int64_t us :
         {0L, -1L, 1'700'000'000'123'456L, 253'402'300'799'999'999L, -62'167'219'200'000'000L}) {
        EXPECT_EQ(parse_rfc3339(rfc3339({us})), Timestamp{us}) << us;
    }
}

TEST(Rfc3339, ReadsOffsetsAndFractions) {
    EXPECT_EQ(parse_rfc3339("1970-01-01T01:00:00+01:00"), Timestamp{0});
    EXPECT_EQ(parse_rfc3339("1969-12-31t23:30:00.5-00:30"), Timestamp{500'000});
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00z"), Timestamp{0});
}

TEST(Rfc3339, RefusesEverythingElse) {
    for (const char* bad :
         {"", "x", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z", "1970-13-01T00:00:00Z",
          "1970-02-30T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z",
          "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.1234567Z", "1970-01-01T00:00:00+0100", "1970-1-1T00:00:00Z",
          "+970-01-01T00:00:00Z", "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00+24:00", "0000-01-01T00:00:00+00:01",
          "9999-12-31T23:59:59-00:01"}) {
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
    }
}

TEST(Rfc3339DeathTest, HasNoWordForAYearOfFiveDigits) {
    EXPECT_DEATH(rfc3339({INT64_MAX}), "year");
}

}  // namespace
}  // namespace hapax
