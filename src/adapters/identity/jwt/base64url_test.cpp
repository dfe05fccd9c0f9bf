#include "adapters/identity/jwt/base64url.hpp"

#include <gtest/gtest.h>

namespace hapax::identity {
namespace {

TEST(Base64Url, WhatIsWrittenIsReadAgain) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
        bytes += static_cast<char>(i * 7);
    }
    EXPECT_EQ(to_base64url("\xFB\xFF\xFE"), "-__-");
    EXPECT_EQ(to_base64url("f"), "Zg");
    EXPECT_EQ(to_base64url("fo"), "Zm8");
}

TEST(Base64Url, OneSequenceOfBytesHasOneText) {
    EXPECT_EQ(from_base64url("Zg"), "f");
    for (const char* other : {"Zh", "Zi", "Z/", "Zg==", "Zg=", "Z", "Zm9", "Zm8 ", " Zm8", "Zm8\n", "Zm+8", "Zm/8"}) {
        EXPECT_EQ(from_base64url(other), std::nullopt) << other;
    }
    EXPECT_EQ(from_base64url(std::string_view("Zm\0v", 4)), std::nullopt);
    EXPECT_EQ(from_base64url(""), "");
}

TEST(Base64Url, OfAllShortTextsEachThatIsReadIsTheOneThatIsWritten) {
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const std::string text{static_cast<char>(a), static_cast<char>(b)};
            const auto bytes = from_base64url(text);
            if (!bytes) continue;
            ASSERT_EQ(to_base64url(*bytes), text);
        }
    }
}

}  // namespace
}  // namespace hapax::identity
