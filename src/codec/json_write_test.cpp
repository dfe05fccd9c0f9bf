#include "codec/json_write.hpp"

#include <gtest/gtest.h>

#include "codec/footprint.hpp"
#include "codec/test_types.hpp"

namespace hapax {
namespace {

using namespace codec_test;

TEST(JsonWrite, WritesEveryFormInTheOrderOfTheDescription) {
    EXPECT_EQ(to_json(an_order()), order_json);
}

TEST(JsonWrite, WritesAnEmptyOptionalAsNull) {
    EXPECT_EQ(to_json(std::optional<int>{}), "null");
    EXPECT_EQ(to_json(std::optional<int>{3}), "3");
}

TEST(JsonWrite, WritesTypesOfTheHouseAsText) {
    EXPECT_EQ(to_json(a_stamp()),
              R"({"operation":"0197a3c0-6d1e-7cc2-8a57-0242ac120002","caller":"https://issuer|ann|2",)"
              R"("time":"2023-11-14T22:13:20.000001Z","position":"9007199254740993"})");
}

TEST(JsonWrite, WritesATypeWithoutMembersAsAnEmptyObject) {
    EXPECT_EQ(to_json(Nothing{}), "{}");
}

TEST(JsonWriteDeathTest, RefusesAnEnumValueWithoutAName) {
    EXPECT_DEATH(to_json(static_cast<Colour>(9)), "no name");
}

TEST(Footprint, GrowsWithWhatIsOnTheHeap) {
    EXPECT_EQ(heap_bytes(Line{"short", 1}), 0U);
    EXPECT_GE(heap_bytes(Line{std::string(1000, 'x'), 1}), 1000U);
    EXPECT_GE(heap_bytes(an_order()), 2 * sizeof(Line) + sizeof(int));
}

}  // namespace
}  // namespace hapax
