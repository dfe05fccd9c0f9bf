#include "codec/json_string.hpp"

#include <gtest/gtest.h>

#include "codec/json_document.hpp"

namespace hapax {
namespace {

std::string text(std::string_view value) {
    std::string out;
    append_json_string(out, value);
    return out;
}

TEST(JsonString, EscapesOnlyWhatMustBeEscaped) {
    EXPECT_EQ(text("plain"), R"("plain")");
    EXPECT_EQ(text("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(text("\b\t\n\f\r"), R"("\b\t\n\f\r")");
    EXPECT_EQ(text(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
    EXPECT_EQ(text("€\xF0\x9F\x98\x80"), "\"€\xF0\x9F\x98\x80\"");
}

TEST(JsonString, ReplacesWhatIsNoUtf8SoThatItCanBeReadAgain) {
    EXPECT_EQ(text("a\xff z"), "\"a\xEF\xBF\xBD z\"");
    EXPECT_EQ(text("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    EXPECT_EQ(text("cut \xe2\x82"), "\"cut \xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonString, CanBeReadAgainWhateverItsBytes) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second), 'x'};
            JsonDocument document;
            ASSERT_FALSE(document.parse(text(bytes))) << first << " " << second;
        }
    }
}

}  // namespace
}  // namespace hapax
