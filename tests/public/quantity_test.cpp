#include <limits>

#include <gtest/gtest.h>

#include "codec/json_write.hpp"
#include <hapax/quantity.hpp>

namespace hapax {
namespace {

using Cents = Quantity<struct CentsTag>;
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST(Quantity, Counts) {
    Cents cents{1000};
    cents -= Cents{300};
    cents += Cents{1};
    EXPECT_EQ(cents, Cents{701});
    EXPECT_EQ(-(cents + Cents{1} - Cents{2}), Cents{-700});
    EXPECT_LT(Cents{1}, Cents{2});
}

TEST(Quantity, NeverOverflowsInSilence) {
    EXPECT_THROW((void)(Cents{most} + Cents{1}), std::overflow_error);
    EXPECT_THROW((void)(Cents{least} - Cents{1}), std::overflow_error);
    EXPECT_THROW((void)-Cents{least}, std::overflow_error);
}

TEST(Quantity, IsAnIntegerInJson) {
    EXPECT_EQ(to_json(Cents{-5}), "-5");
}

}  // namespace
}  // namespace hapax
