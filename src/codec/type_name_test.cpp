#include "codec/type_name.hpp"

#include <gtest/gtest.h>

#include "codec/test_types.hpp"
#include "codec/type_text.hpp"

namespace bank_of_names {
struct MoneyWithdrawn {};
struct Renamed {
    static constexpr std::string_view name = "CashWithdrawn";
};
struct HasAName {
    const char* name = "Ann";
};
}  // namespace bank_of_names

struct AtTheTop {};

namespace hapax {
namespace {

struct Hidden {};

TEST(TypeName, IsTheNameWithoutNamespaces) {
    EXPECT_EQ(type_name<bank_of_names::MoneyWithdrawn>(), "MoneyWithdrawn");
    EXPECT_EQ(type_name<AtTheTop>(), "AtTheTop");
    EXPECT_EQ(type_name<Hidden>(), "Hidden");
    EXPECT_EQ(type_name<bank_of_names::HasAName>(), "HasAName");
}

TEST(TypeName, IsWhatTheTypeDeclares) {
    EXPECT_EQ(type_name<bank_of_names::Renamed>(), "CashWithdrawn");
}

TEST(TypeText, ShowsTheShape) {
    EXPECT_EQ(type_text<codec_test::Order>(),
              "{total: integer, paid: boolean, weight: number, note: text?, lines: list of {article: text, count: "
              "integer}, tags: map of integer, colour: one of (red green)}");
    EXPECT_EQ(type_text<codec_test::Stamped>(), "{operation: uuid, caller: caller, time: time, position: position}");
    EXPECT_EQ(type_text<codec_test::Nothing>(), "{}");
}

}  // namespace
}  // namespace hapax
