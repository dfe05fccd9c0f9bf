#include "codec/canonical.hpp"

#include <gtest/gtest.h>

#include "codec/json_document.hpp"

namespace hapax {
namespace {

std::string canonical(std::string_view text) {
    JsonDocument document;
    const auto why = document.parse(text);
    return why ? "refused: " + *why : canonical_json(document.root());
}

TEST(Canonical, WritesTheSampleOfRfc8785) {
    EXPECT_EQ(canonical(R"({
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
})"),
              R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
              R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST(Canonical, SortsNamesByUtf16CodeUnits) {
    EXPECT_EQ(
        canonical(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",)"
                  R"("1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"o umlaut"})"),
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"ö\":\"o umlaut\",\"€\":\"Euro Sign\","
        "\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Canonical, IsTheSameForEverySpellingOfAValue) {
    EXPECT_EQ(canonical(R"({ "b" : 1.0e1, "a":"\u0041" })"), canonical(R"({"a":"A","b":10})"));
    EXPECT_EQ(canonical("[-0.0]"), "[0]");
}

TEST(Canonical, KeepsLargeIntegersApart) {
    EXPECT_EQ(canonical("[9007199254740992]"), "[9007199254740992]");
    EXPECT_EQ(canonical("[9007199254740993]"), "[9007199254740993]");
    EXPECT_EQ(canonical("[18446744073709551615]"), "[18446744073709551615]");
}

}  // namespace
}  // namespace hapax
