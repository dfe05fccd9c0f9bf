#include "tools/hapax/fields.hpp"

#include <gtest/gtest.h>

namespace hapax::tools {
namespace {

const Fields balances{text_field("view", "balances"), number_field("position", 17), flag_field("serving", true)};
const Fields long_one{text_field("view", "movements of all"), number_field("position", 5),
                      flag_field("serving", false)};

TEST(Fields, OneObjectIsOneLineForEachFieldInATable) {
    EXPECT_EQ(render(balances, OutputForm::table), "VIEW      balances\nPOSITION  17\nSERVING   true\n");
}

TEST(Fields, AnArrayHasALineForEachElementInATable) {
    const Fields one{text_field("acceptedAt", "now"), json_field("timeline", R"([{"state":"accepted","n":1},7])"),
                     json_field("causes", "[]"), json_field("links", R"({"self":"/"})")};
    EXPECT_EQ(render(one, OutputForm::table),
              "ACCEPTED-AT  now\n"
              "TIMELINE     accepted  1\n"
              "             7\n"
              "CAUSES\n"
              "LINKS        {\"self\":\"/\"}\n");
}

TEST(Fields, SeveralObjectsAreColumnsWithoutBlanksAtTheEnd) {
    EXPECT_EQ(render(std::vector{balances, long_one}, OutputForm::table),
              "VIEW              POSITION  SERVING\n"
              "balances          17        true\n"
              "movements of all  5         false\n");
}

TEST(Fields, JsonQuotesTextsAndNothingElse) {
    EXPECT_EQ(render(balances, OutputForm::json), "{\"view\":\"balances\",\"position\":17,\"serving\":true}\n");
    EXPECT_EQ(render(std::vector{balances, long_one}, OutputForm::json),
              "[{\"view\":\"balances\",\"position\":17,\"serving\":true},\n"
              " {\"view\":\"movements of all\",\"position\":5,\"serving\":false}]\n");
    EXPECT_EQ(render(std::vector{balances, long_one}, OutputForm::ndjson),
              "{\"view\":\"balances\",\"position\":17,\"serving\":true}\n"
              "{\"view\":\"movements of all\",\"position\":5,\"serving\":false}\n");
}

TEST(Fields, NothingIsAnEmptyArrayAndNoLine) {
    EXPECT_EQ(render(std::vector<Fields>{}, OutputForm::json), "[]\n");
    EXPECT_EQ(render(std::vector<Fields>{}, OutputForm::ndjson), "");
    EXPECT_EQ(render(std::vector<Fields>{}, OutputForm::table), "");
}

TEST(Fields, NamesAreBoldOnATerminalAndColumnsStayInPlace) {
    EXPECT_EQ(render(std::vector<Fields>{balances}, OutputForm::table, Emphasis::terminal),
              "\x1b[1mVIEW\x1b[0m      \x1b[1mPOSITION\x1b[0m  \x1b[1mSERVING\x1b[0m\nbalances  17        true\n");
    EXPECT_EQ(render(balances, OutputForm::json, Emphasis::terminal), render(balances, OutputForm::json));
}

TEST(Fields, ATableObeysNoControlCharacterThatWasStored) {
    const Fields hostile{text_field("key",
                                    "a\x1b[2Jb\nc\x7f\xc2\x9b"
                                    "d")};
    EXPECT_EQ(render(hostile, OutputForm::table), "KEY  a?[2Jb?c??d\n");
    EXPECT_EQ(render(hostile, OutputForm::ndjson).find('\x1b'), std::string::npos);
}

TEST(Fields, CharactersOfSeveralBytesTakeOneColumn) {
    const std::vector<Fields> rows{{text_field("key", "żółw"), number_field("n", 1)},
                                   {text_field("key", "turtle"), number_field("n", 2)}};
    EXPECT_EQ(render(rows, OutputForm::table), "KEY     N\nżółw    1\nturtle  2\n");
}

TEST(Fields, OfAJsonObjectKeepTheirOrder) {
    const auto fields = fields_of(R"({"id":"x","attempts":1,"timeline":[{"state":"accepted"}],"done":true})");
    ASSERT_TRUE(fields);
    EXPECT_EQ(render(*fields, OutputForm::json),
              "{\"id\":\"x\",\"attempts\":1,\"timeline\":[{\"state\":\"accepted\"}],\"done\":true}\n");
}

TEST(Fields, OfAnythingElseAreRefused) {
    for (const char* text : {"", "{", "[]", "7", "null", "{}x"}) EXPECT_FALSE(fields_of(text)) << text;
}

}  // namespace
}  // namespace hapax::tools
