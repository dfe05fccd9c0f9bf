#include "adapters/index/rocksdb/bloom.hpp"

#include <gtest/gtest.h>

#include "kernel/ids.hpp"

namespace hapax::index {
namespace {

TEST(Bloom, NeverForgetsAKeyAndSeldomInventsOne) {
    constexpr std::uint64_t keys = 100'000;
    Bloom bloom = Bloom::sized_for(keys);
    for (std::uint64_t i = 0; i < keys; ++i) bloom.add(mixed(i + 1));
    for (std::uint64_t i = 0; i < keys; ++i) ASSERT_TRUE(bloom.may_contain(mixed(i + 1)));
    std::uint64_t invented = 0;
    for (std::uint64_t i = keys; i < 2 * keys; ++i) invented += bloom.may_contain(mixed(i + 1)) ? 1 : 0;
    EXPECT_LT(invented, keys / 50);
}

TEST(Bloom, IsTheSameAfterItsBytes) {
    Bloom bloom = Bloom::sized_for(1000);
    for (std::uint64_t i = 0; i < 1000; ++i) bloom.add(mixed(i + 1));
    const auto again = Bloom::from_bytes(bloom.bytes());
    ASSERT_TRUE(again);
    for (std::uint64_t i = 0; i < 5000; ++i) {
        ASSERT_EQ(bloom.may_contain(mixed(i + 1)), again->may_contain(mixed(i + 1)));
    }
    EXPECT_EQ(again->bytes(), bloom.bytes());
}

TEST(Bloom, HoldsNothingAtFirst) {
    const Bloom bloom = Bloom::sized_for(0);
    EXPECT_FALSE(bloom.may_contain(mixed(1)));
    EXPECT_EQ(bloom.bytes().size(), 64U);
}

TEST(Bloom, RefusesBytesOfNoFilter) {
    EXPECT_FALSE(Bloom::from_bytes(""));
    EXPECT_FALSE(Bloom::from_bytes("short"));
    EXPECT_FALSE(Bloom::from_bytes(std::string(65, 'x')));
}

}  // namespace
}  // namespace hapax::index
