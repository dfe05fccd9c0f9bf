#include "codec/json_read.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/json_document.hpp"
#include "codec/json_write.hpp"
#include "codec/test_types.hpp"

namespace hapax {
namespace {

using namespace codec_test;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

template <class T>
struct Read {
    bool good = false;
    T value{};
    std::vector<std::string> errors;
};

template <class T>
Read<T> read(std::string_view text, Reading mode = Reading::strict) {
    Read<T> out;
    JsonDocument document;
    JsonReader reader(mode);
    if (const auto why = document.parse(text)) {
        out.errors.push_back("syntax: " + *why);
        return out;
    }
    out.good = read_json(reader, document.root(), out.value);
    for (const FieldError& e : reader.errors()) out.errors.push_back(e.pointer + " " + e.detail);
    EXPECT_EQ(out.good, reader.clean());
    return out;
}

TEST(JsonRead, ReadsWhatWasWritten) {
    EXPECT_EQ(read<Order>(order_json).value, an_order());
    EXPECT_EQ(read<Stamped>(to_json(a_stamp())).value, a_stamp());
    EXPECT_TRUE(read<Nothing>("{}").good);
}

TEST(JsonRead, CollectsEveryErrorWithItsPlace) {
    const auto r = read<Order>(
        R"({"paid":1,"weight":"x","lines":[{"article":"a","count":1},{"article":7,"count":1.5,"a/b~":0}],"tags":{"x":[]},)"
        R"("colour":"blue","extra":1})");
    EXPECT_THAT(r.errors, UnorderedElementsAre(
                              "/total is missing", "/paid must be a boolean, not an integer",
                              "/weight must be a number, not a text", "/lines/1/article must be a text, not an integer",
                              "/lines/1/count must be an integer, not a number with a fraction or an exponent",
                              "/lines/1/a~1b~0 is not a field here", "/tags/x must be an integer, not an array",
                              "/colour is none of the possible values", "/extra is not a field here"));
}

TEST(JsonRead, TakesTheWholeNameOfAnEnumerator) {
    EXPECT_TRUE(read<codec_test::Colour>("\"red\"").good);
    EXPECT_FALSE(read<codec_test::Colour>("\"red\\u0000x\"").good);
}

TEST(JsonRead, TakesACallerWhoseSubjectHoldsABar) {
    for (const Caller& caller : {Caller{"", "ann"}, Caller{"https://i", "ann|2"}, Caller{"", "a|b"}, Caller{"", "|"}}) {
        EXPECT_EQ(read<Caller>(to_json(caller)).value, caller) << text(caller);
    }
}

TEST(JsonRead, SkipsUnknownMembersWhenTolerant) {
    EXPECT_TRUE(read<Line>(R"({"article":"a","count":1,"since":2})", Reading::tolerant).good);
    EXPECT_THAT(read<Line>(R"({"article":"a"})", Reading::tolerant).errors, ElementsAre("/count is missing"));
}

TEST(JsonRead, ReadsAMissingOptionalAndNullAsEmpty) {
    for (const char* text :
         {R"({"amount":1,"name":"x","list":[]})", R"({"amount":1,"name":"x","list":[],"percent":null})"}) {
        const auto r = read<Limited>(text);
        EXPECT_TRUE(r.good);
        EXPECT_FALSE(r.value.percent);
    }
    EXPECT_FALSE(read<Limited>(R"({"amount":null,"name":"x","list":[]})").good);
}

TEST(JsonRead, TakesNothingButWholeIntegersForIntegers) {
    for (const char* bad : {"1.0", "1e3", "\"1\"", "true", "null", "[]", "{}", "1.5"}) {
        EXPECT_FALSE(read<std::int64_t>(bad).good) << bad;
    }
    EXPECT_EQ(read<std::int64_t>("-9223372036854775808").value, INT64_MIN);
    EXPECT_THAT(read<std::int64_t>("9223372036854775808").errors, ElementsAre(" is an integer out of range"));
    EXPECT_FALSE(read<std::int64_t>("18446744073709551616").good);
    EXPECT_FALSE(read<std::int16_t>("32768").good);
    EXPECT_FALSE(read<std::uint32_t>("-1").good);
    EXPECT_EQ(read<std::uint64_t>("18446744073709551615").value, UINT64_MAX);
}

TEST(JsonRead, HoldsFieldsToTheirLimitsWhenStrict) {
    EXPECT_TRUE(read<Limited>(R"({"amount":1000,"name":"äöü","percent":100,"list":[1,2]})").good);
    EXPECT_THAT(read<Limited>(R"({"amount":0,"name":"","percent":101,"list":[1,2,3]})").errors,
                ElementsAre("/amount must be at least 1", "/name must have at least 1 character",
                            "/percent must be at most 100", "/list must have at most 2 elements"));
    EXPECT_THAT(read<Limited>(R"({"amount":1001,"name":"abcd","list":[]})").errors,
                ElementsAre("/amount must be at most 1000", "/name must have at most 3 characters"));
    EXPECT_TRUE(read<Limited>(R"({"amount":0,"name":"","list":[]})", Reading::tolerant).good);
}

TEST(JsonRead, RefusesTextsThatAreNoIdNoTimeAndNoPosition) {
    EXPECT_THAT(read<Stamped>(R"({"operation":"x","caller":1,"time":"yesterday","position":"-1"})").errors,
                ElementsAre("/operation is not a valid uuid", "/caller must be a text, not an integer",
                            "/time is not a valid time", "/position is not a valid position"));
}

TEST(JsonRead, RefusesARootThatIsNoObject) {
    for (const char* text : {"[]", "1", "null", "\"x\"", "true"}) EXPECT_FALSE(read<Line>(text).good) << text;
    EXPECT_THAT(read<Line>("[]").errors, ElementsAre(" must be an object, not an array"));
}

TEST(JsonRead, StopsCollectingAtItsLimit) {
    std::string text = "{";
    for (int i = 0; i < 500; ++i) text += "\"f" + std::to_string(i) + "\":0,";
    text.back() = '}';
    EXPECT_EQ(read<Nothing>(text).errors.size(), JsonReader::errors_max);
}

}  // namespace
}  // namespace hapax
