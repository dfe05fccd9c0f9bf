#include "clients/cpp/src/retry_after.hpp"

#include <gtest/gtest.h>

namespace hapax::client {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp wall{784'111'777'000'000};  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(RetryAfter, IsSeconds) {
    EXPECT_EQ(retry_after("0", wall), 0s);
    EXPECT_EQ(retry_after("120", wall), 120s);
}

TEST(RetryAfter, IsADateInAnyFormOfHttp) {
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:47 GMT", wall), 10s);
    EXPECT_EQ(retry_after("Sunday, 06-Nov-94 08:50:37 GMT", wall), 60s);
    EXPECT_EQ(retry_after("Sun Nov  6 09:49:37 1994", wall), 1h);
    EXPECT_EQ(retry_after("Mon, 07 Nov 1994 08:49:37 GMT", wall), 24h);
}

TEST(RetryAfter, ThatIsPastIsNoWait) {
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", wall), 0s);
    EXPECT_EQ(retry_after("Sat, 05 Nov 1994 08:49:37 GMT", wall), 0s);
    EXPECT_EQ(retry_after("Thu, 01 Jan 1970 00:00:00 GMT", wall), 0s);
}

TEST(RetryAfter, ThatIsFarAwayIsAYear) {
    EXPECT_EQ(retry_after("99999999999999999999999999", wall), 365 * 24h);
    EXPECT_EQ(retry_after("9223372036854775807", wall), 365 * 24h);
    EXPECT_EQ(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", wall), 365 * 24h);
}

TEST(RetryAfter, ThatIsNeitherIsNoWait) {
    for (const char* text :
         {"", " ", "-1", "+5", "1.5", "0x10", "soon", "Sun, 06 Nov 1994", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Foo 1995 08:49:37 GMT", "Sun, 06 Nov 1995 24:49:37 GMT", "Sun, 06 Nov 1995 8:49:37 GMT",
          "Sun, 06 Nov 1995 08:49:37 CET", "Sun, 06 Nov 99999 08:49:37 GMT", "a b c d e f", "1 2 3 4 5", "5 seconds"}) {
        EXPECT_EQ(retry_after(text, wall), 0s) << text;
    }
}

}  // namespace
}  // namespace hapax::client
