#include "codec/json_schema.hpp"

#include <gtest/gtest.h>

#include "codec/json_document.hpp"
#include "codec/json_read.hpp"
#include "codec/test_types.hpp"
#include "codec/type_shape.hpp"

namespace schema_test {

struct Tree {
    static constexpr std::string_view about = "A tree of numbers.";
    std::uint16_t number = 0;
    std::vector<Tree> branches;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (number, branches))

struct Forest {
    std::optional<Tree> tallest;
    std::vector<Tree> others;
};
BOOST_DESCRIBE_STRUCT(Forest, (), (tallest, others))

namespace other {
struct Tree {
    bool evergreen = false;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (evergreen))
}  // namespace other

struct Both {
    Tree one;
    other::Tree two;
};
BOOST_DESCRIBE_STRUCT(Both, (), (one, two))

}  // namespace schema_test

template <>
struct hapax::About<&schema_test::Tree::number> {
    static constexpr std::string_view text = "How many.";
    static constexpr std::string_view example = "12";
};

namespace hapax {
namespace {

template <class T>
std::string schema_of(Reading reading = Reading::strict) {
    std::string out;
    append_schema(out, describe_type<T>(reading).root, "#/$defs/",
                  reading == Reading::strict ? Extras::refused : Extras::allowed);
    return out;
}

TEST(JsonSchema, SaysWhatACommandMayHold) {
    EXPECT_EQ(schema_of<codec_test::Limited>(),
              R"({"type":"object","properties":{"amount":{"type":"integer","minimum":1,"maximum":1000},)"
              R"("name":{"type":"string","minLength":1,"maxLength":3},)"
              R"("percent":{"type":["integer","null"],"minimum":-32768,"maximum":100},)"
              R"("list":{"type":"array","maxItems":2,"items":{"type":"integer","minimum":-2147483648,)"
              R"("maximum":2147483647}}},"required":["amount","name","list"],"additionalProperties":false})");
}

TEST(JsonSchema, SaysOfStoredTypesOnlyWhatHoldsForWhatIsStored) {
    EXPECT_EQ(schema_of<codec_test::Limited>(Reading::tolerant).find("maxLength"), std::string::npos);
    EXPECT_EQ(schema_of<codec_test::Limited>(Reading::tolerant).find("additionalProperties"), std::string::npos);
}

TEST(JsonSchema, KnowsEveryForm) {
    EXPECT_EQ(schema_of<codec_test::Order>(Reading::tolerant),
              R"({"type":"object","properties":{"total":{"type":"integer","minimum":-9223372036854775808,)"
              R"("maximum":9223372036854775807},"paid":{"type":"boolean"},"weight":{"type":"number"},)"
              R"("note":{"type":["string","null"]},"lines":{"type":"array","items":{"$ref":"#/$defs/Line"}},)"
              R"("tags":{"type":"object","additionalProperties":{"type":"integer","minimum":-2147483648,)"
              R"("maximum":2147483647}},"colour":{"type":"string","enum":["red","green"]}},)"
              R"("required":["total","paid","weight","lines","tags","colour"]})");
    EXPECT_EQ(schema_of<codec_test::Stamped>(Reading::tolerant),
              R"({"type":"object","properties":{"operation":{"type":"string","format":"uuid"},)"
              R"("caller":{"type":"string"},"time":{"type":"string","format":"date-time"},)"
              R"("position":{"type":"string","pattern":"^[0-9]{1,20}$"}},)"
              R"("required":["operation","caller","time","position"]})");
    EXPECT_EQ(schema_of<codec_test::Nothing>(), R"({"type":"object","properties":{},"additionalProperties":false})");
}

TEST(JsonSchema, SpellsEachNestedTypeOnce) {
    const std::string whole =
        json_schema(describe_type<schema_test::Forest>(Reading::strict), "/schemas/Forest", Extras::refused);
    EXPECT_NE(whole.find(R"("$schema":"https://json-schema.org/draft/2020-12/schema","$id":"/schemas/Forest")"),
              std::string::npos);
    EXPECT_NE(whole.find(R"("tallest":{"anyOf":[{"$ref":"#/$defs/Tree"},{"type":"null"}]})"), std::string::npos);
    EXPECT_NE(whole.find(R"("$defs":{"Tree":{"type":"object","description":"A tree of numbers.")"), std::string::npos);
    EXPECT_NE(whole.find(R"("description":"How many.","minimum":0,"maximum":65535,"examples":[12])"),
              std::string::npos);
    EXPECT_EQ(whole.find("\"$defs\":{\"Tree\"", whole.find("\"$defs\"") + 1), std::string::npos);
}

TEST(JsonSchema, LetsATypeHoldItself) {
    const std::string whole = json_schema(describe_type<schema_test::Tree>(Reading::strict), "/t", Extras::refused);
    EXPECT_NE(whole.find(R"("$defs":{"Tree":)"), std::string::npos);
    JsonDocument document;
    EXPECT_FALSE(document.parse(whole));
}

TEST(JsonSchema, KeepsTwoTypesOfOneNameApart) {
    const std::string whole = json_schema(describe_type<schema_test::Both>(Reading::strict), "/b", Extras::refused);
    EXPECT_NE(whole.find(R"("one":{"$ref":"#/$defs/Tree"},"two":{"$ref":"#/$defs/Tree2"})"), std::string::npos);
    EXPECT_NE(whole.find(R"("evergreen")"), std::string::npos);
}

template <class T>
std::string complaint_about_example() {
    JsonDocument document;
    if (const auto why = document.parse(example_json(describe_type<T>(Reading::strict)))) return *why;
    JsonReader reader(Reading::strict);
    T value{};
    return read_json(reader, document.root(), value) ? "" : reader.sentence();
}

TEST(JsonSchema, GivesAnExampleThatTheReaderTakes) {
    EXPECT_EQ(complaint_about_example<codec_test::Limited>(), "");
    EXPECT_EQ(complaint_about_example<codec_test::Order>(), "");
    EXPECT_EQ(complaint_about_example<codec_test::Stamped>(), "");
    EXPECT_EQ(complaint_about_example<codec_test::Nothing>(), "");
    EXPECT_EQ(complaint_about_example<schema_test::Forest>(), "");
    EXPECT_EQ(example_json(describe_type<codec_test::Limited>(Reading::strict)),
              R"({"amount":1,"name":"ann","percent":1,"list":[1]})");
}

}  // namespace
}  // namespace hapax
