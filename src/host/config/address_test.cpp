#include "host/config/address.hpp"

#include <gtest/gtest.h>

namespace hapax::configuration {
namespace {

TEST(Address, ReadsNumericAddressesAndLocalhost) {
    EXPECT_EQ(parse_address("127.0.0.1:8080")->port, 8080);
    EXPECT_EQ(parse_address("[::1]:0")->host, "::1");
    EXPECT_EQ(parse_address("localhost:80")->host, "127.0.0.1");
}

TEST(Address, TellsLoopbackFromTheWorld) {
    for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1"}) {
        EXPECT_TRUE(parse_address(text)->is_loopback()) << text;
    }
    for (const char* text : {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "[fe80::1]:1", "[::ffff:10.0.0.1]:1"}) {
        EXPECT_FALSE(parse_address(text)->is_loopback()) << text;
    }
}

TEST(Address, RefusesEveryOtherForm) {
    for (const char* text : {"", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.1:80",
                             "example.org:80", "::1:80", "[::1]", "[127.0.0.1]:80", "127.0.0.1:80x", "127.0.0.1:8 0"}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
}

}  // namespace
}  // namespace hapax::configuration
