#include "kernel/model/pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Pattern, TakesAddressesWithNamedSegments) {
    for (const char* good : {"/accounts", "/accounts/{account}", "/a-b/{x_1}/C.d~_9Z/{operation}"}) {
        EXPECT_EQ(pattern_fault(good), std::nullopt) << good;
    }
}

TEST(Pattern, RefusesEverythingElse) {
    for (const char* bad :
         {"",       "accounts", "/",     "/accounts/", "//a",
          "/a//b",  "/a b",     "/{",    "/{}",        "/{A}",
          "/{1}",   "/{a",      "/{a}b", "/a{b}",      "/{a}/{a}",
          "/..",    "/a/./b",   "/a?b",  "/a%20b",     "/{a-b}",
          "/{a|b}", "/a|b",     "/a[b",  "/ä",         "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"}) {
        EXPECT_NE(pattern_fault(bad), std::nullopt) << bad;
    }
}

TEST(Pattern, GivesItsNamesInOrder) {
    EXPECT_THAT(pattern_names("/accounts/{account}/deposits/{operation}"), ElementsAre("account", "operation"));
    EXPECT_THAT(pattern_names("/accounts"), IsEmpty());
}

TEST(Pattern, HasAShapeWithoutNames) {
    EXPECT_EQ(pattern_shape("/accounts/{account}/x"), "/accounts/{}/x");
    EXPECT_EQ(pattern_shape("/accounts/{id}/x"), pattern_shape("/accounts/{account}/x"));
}

}  // namespace
}  // namespace hapax
