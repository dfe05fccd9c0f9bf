#include "codec/json_document.hpp"

#include <string>

#include <gtest/gtest.h>

#include "codec/canonical.hpp"

namespace hapax {
namespace {

bool accepted(std::string_view text) {
    JsonDocument document;
    return !document.parse(text);
}

std::string complaint(std::string_view text) {
    JsonDocument document;
    return document.parse(text).value_or("");
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonDocument, TakesWhatRfc8259Allows) {
    for (const char* text : {"{}", "[]", " { \"a\" : [ 1 , -2 , 3.5e2 , true , false , null , \"x\" ] } \n",
                             "\"\\u00e9\\ud83d\\ude00\"", "0", "-0", "1E+2", "9223372036854775807",
                             "18446744073709551615", "18446744073709551616", "\"\xF0\x9F\x98\x80\""}) {
        EXPECT_TRUE(accepted(text)) << text << ": " << complaint(text);
    }
}

TEST(JsonDocument, RefusesGarbage) {
    for (const char* text :
         {"",          " ",     "{",     "}",        "[1,]",        "{\"a\":1,}", "{a:1}",      "{'a':1}",
          "{\"a\" 1}", "nul",   "True",  "+1",       "01",          "1.",         ".5",         "-",
          "1e",        "0x10",  "NaN",   "Infinity", "-Infinity",   "// x\n1",    "/**/1",      "\"\t\"",
          "\"\\x\"",   "\"abc", "[1 2]", "{\"a\":}", "[\"\\u12\"]", "\x01",       "{\"a\":1}}", "1 2",
          "{} {}",     "[1]x"}) {
        EXPECT_FALSE(accepted(text)) << text;
    }
}

TEST(JsonDocument, RefusesAZeroByteAfterTheValue) {
    EXPECT_FALSE(accepted(std::string_view("{}\0", 3)));
}

TEST(JsonDocument, RefusesWhatIsNoUtf8) {
    for (const char* text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"",
                             "{\"\x80\":1}", "\xEF\xBB\xBF{}"}) {
        EXPECT_FALSE(accepted(text)) << text;
    }
}

TEST(JsonDocument, RefusesLoneSurrogates) {
    for (const char* text : {"\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"\\udead\""}) {
        EXPECT_FALSE(accepted(text)) << text;
    }
}

TEST(JsonDocument, RefusesNumbersThatNoDoubleHolds) {
    for (const char* text : {"1e400", "-1e400", "[1e309]", "1e-400", "1e99999999999", "123123e100000"}) {
        EXPECT_FALSE(accepted(text)) << text;
    }
    EXPECT_TRUE(accepted("1e308"));
}

TEST(JsonDocument, RefusesARepeatedMemberName) {
    EXPECT_FALSE(accepted(R"({"amount":1,"amount":2000})"));
    EXPECT_FALSE(accepted(R"({"a":{"b":1,"\u0062":1}})"));
    EXPECT_FALSE(accepted(R"([{"a":{"x":1,"y":2},"a":3}])"));
    EXPECT_TRUE(accepted(R"([{"a":1},{"a":1},{"b":{"a":1}}])"));
}

TEST(JsonDocument, NestsSixtyFourDeepAndNoDeeper) {
    EXPECT_TRUE(accepted(nested(64)));
    EXPECT_FALSE(accepted(nested(65)));
    EXPECT_FALSE(accepted(std::string(100'000, '[')));
    EXPECT_NE(complaint(nested(65)).find("deeper than 64"), std::string::npos);
}

TEST(JsonDocument, LimitsTheMembersOfAnObject) {
    std::string text = "{";
    for (std::size_t i = 0; i <= json_limits::members; ++i) text += "\"" + std::to_string(i) + "\":0,";
    text.back() = '}';
    EXPECT_EQ(complaint(text).find("an object has too many members"), 0U) << complaint(text);
}

TEST(JsonDocument, CanBeUsedAgainAfterGoodAndBadText) {
    JsonDocument document;
    EXPECT_FALSE(document.parse(R"({"a":[1,2,3]})"));
    EXPECT_TRUE(document.parse("{").has_value());
    EXPECT_FALSE(document.parse(R"({"b":"long enough to live outside of the value itself, surely"})"));
    EXPECT_EQ(document.root().find("b")->text(), "long enough to live outside of the value itself, surely");
    EXPECT_FALSE(document.root().find("a"));
}

TEST(JsonDocument, KeepsIntegersOfSixtyFourBitsExact) {
    JsonDocument document;
    ASSERT_FALSE(document.parse("[9007199254740993,-9223372036854775808,18446744073709551615,1.0,-0]"));
    EXPECT_EQ(document.root().element(0).integer(), 9007199254740993);
    EXPECT_EQ(document.root().element(1).integer(), INT64_MIN);
    EXPECT_EQ(document.root().element(2).big(), UINT64_MAX);
    EXPECT_EQ(document.root().element(3).kind(), JsonView::Kind::real);
    EXPECT_EQ(document.root().element(4).integer(), 0);
}

TEST(JsonDocument, StaysWithinItsLimitsForEveryPrefixOfAText) {
    const std::string whole = R"({"a":[1,2.5e3,"\u00e9\ud83d\ude00",{"b":null,"c":true}],"d":-12})";
    ASSERT_TRUE(accepted(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(accepted(whole.substr(0, size))) << size;
}

TEST(JsonDocument, NeverCrashesOnOneChangedByte) {
    const std::string whole = R"({"a":[1,2.5e3,"\u00e9\ud83d\ude00",{"b":null,"c":true}],"d":-12})";
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string changed = whole;
            changed[i] = static_cast<char>(byte);
            JsonDocument document;
            const bool good = !document.parse(changed);
            EXPECT_TRUE(!good || !canonical_json(document.root()).empty());
        }
    }
}

}  // namespace
}  // namespace hapax
