#include "codec/json_number.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace hapax {
namespace {

std::string text(double value) {
    std::string out;
    append_json_number(out, value);
    return out;
}

TEST(JsonNumber, WritesTheSamplesOfRfc8785) {
    const auto of_bits = [](std::uint64_t bits) { return text(std::bit_cast<double>(bits)); };
    EXPECT_EQ(of_bits(0x0000000000000000), "0");
    EXPECT_EQ(of_bits(0x8000000000000000), "0");
    EXPECT_EQ(of_bits(0x0000000000000001), "5e-324");
    EXPECT_EQ(of_bits(0x8000000000000001), "-5e-324");
    EXPECT_EQ(of_bits(0x7fefffffffffffff), "1.7976931348623157e+308");
    EXPECT_EQ(of_bits(0xffefffffffffffff), "-1.7976931348623157e+308");
    EXPECT_EQ(of_bits(0x4340000000000000), "9007199254740992");
    EXPECT_EQ(of_bits(0xc340000000000000), "-9007199254740992");
    EXPECT_EQ(of_bits(0x4430000000000000), "295147905179352830000");
    EXPECT_EQ(of_bits(0x44b52d02c7e14af5), "9.999999999999997e+22");
    EXPECT_EQ(of_bits(0x44b52d02c7e14af6), "1e+23");
    EXPECT_EQ(of_bits(0x44b52d02c7e14af7), "1.0000000000000001e+23");
    EXPECT_EQ(of_bits(0x444b1ae4d6e2ef4e), "999999999999999700000");
    EXPECT_EQ(of_bits(0x444b1ae4d6e2ef4f), "999999999999999900000");
    EXPECT_EQ(of_bits(0x444b1ae4d6e2ef50), "1e+21");
    EXPECT_EQ(of_bits(0x3eb0c6f7a0b5ed8c), "9.999999999999997e-7");
    EXPECT_EQ(of_bits(0x3eb0c6f7a0b5ed8d), "0.000001");
    EXPECT_EQ(of_bits(0x41b3de4355555553), "333333333.3333332");
    EXPECT_EQ(of_bits(0x41b3de4355555554), "333333333.33333325");
    EXPECT_EQ(of_bits(0x41b3de4355555555), "333333333.3333333");
    EXPECT_EQ(of_bits(0x41b3de4355555556), "333333333.3333334");
    EXPECT_EQ(of_bits(0x41b3de4355555557), "333333333.33333343");
    EXPECT_EQ(of_bits(0xbecbf647612f3696), "-0.0000033333333333333333");
    EXPECT_EQ(of_bits(0x43143ff3c1cb0959), "1424953923781206.2");
}

TEST(JsonNumber, WritesEverydayNumbers) {
    EXPECT_EQ(text(1), "1");
    EXPECT_EQ(text(-1.5), "-1.5");
    EXPECT_EQ(text(0.1), "0.1");
    EXPECT_EQ(text(100), "100");
    EXPECT_EQ(text(123.456), "123.456");
    EXPECT_EQ(text(1e-7), "1e-7");
}

TEST(JsonNumber, WritesWholeIntegers) {
    std::string out;
    append_json_integer(out, std::numeric_limits<std::int64_t>::min());
    out += ' ';
    append_json_integer(out, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(out, "-9223372036854775808 18446744073709551615");
}

TEST(JsonNumberDeathTest, HasNoWordForInfinity) {
    std::string out;
    EXPECT_DEATH(append_json_number(out, std::numeric_limits<double>::infinity()), "not finite");
}

}  // namespace
}  // namespace hapax
