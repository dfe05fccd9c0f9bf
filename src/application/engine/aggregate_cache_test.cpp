#include "application/engine/aggregate_cache.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

class State : public AggregateState {
 public:
    std::size_t bytes() const override { return 1000; }
};

Loaded loaded(const std::string& key) {
    Loaded l;
    l.stream = {"account", key};
    l.state = std::make_unique<State>();
    return l;
}

bool has(AggregateCache& cache, const std::string& key) {
    return cache.find({"account", key}) != nullptr;
}

TEST(AggregateCache, StaysBelowItsLimitAndForgetsTheLeastRecentlyUsed) {
    AggregateCache cache(4000);
    for (int i = 0; i < 3; ++i) cache.insert(loaded(std::to_string(i)));
    EXPECT_TRUE(has(cache, "0"));
    cache.insert(loaded("3"));
    EXPECT_LE(cache.bytes(), 4000U);
    EXPECT_FALSE(has(cache, "1"));
    EXPECT_TRUE(has(cache, "0"));
}

TEST(AggregateCache, NeverEvictsWhatIsInFlight) {
    AggregateCache cache(2000);
    cache.pin(cache.insert(loaded("pinned")));
    for (int i = 0; i < 10; ++i) cache.insert(loaded(std::to_string(i)));
    EXPECT_TRUE(has(cache, "pinned"));
    cache.unpin(*cache.find({"account", "pinned"}));
    for (int i = 10; i < 20; ++i) cache.insert(loaded(std::to_string(i)));
    EXPECT_FALSE(has(cache, "pinned"));
}

TEST(AggregateCache, NeverEvictsWhatOperationsWaitFor) {
    AggregateCache cache(2000);
    cache.insert(loaded("awaited")).waiting.push_back({});
    for (int i = 0; i < 10; ++i) cache.insert(loaded(std::to_string(i)));
    EXPECT_TRUE(has(cache, "awaited"));
}

TEST(AggregateCache, WalksOverABoundedNumberOfPinnedOnes) {
    AggregateCache cache(1000);
    for (int i = 0; i < 100; ++i) cache.pin(cache.insert(loaded("pinned" + std::to_string(i))));
    cache.insert(loaded("free"));
    cache.insert(loaded("last"));
    EXPECT_TRUE(has(cache, "free")) << "it lies behind more of them than one insertion looks at";
    EXPECT_EQ(cache.size(), 102U);
}

TEST(AggregateCache, DroppingWhatIsNotThereDoesNothing) {
    AggregateCache cache(1 << 20);
    cache.drop({"account", "1"});
    EXPECT_EQ(cache.size(), 0U);
}

TEST(AggregateCache, CountsItsBytesDownToNothing) {
    AggregateCache cache(1 << 20);
    cache.insert(loaded("1"));
    cache.drop({"account", "1"});
    EXPECT_EQ(cache.bytes(), 0U);
    EXPECT_EQ(cache.size(), 0U);
}

TEST(AggregateCacheDeathTest, AnAggregateInFlightIsNotDropped) {
    AggregateCache cache(1 << 20);
    cache.pin(cache.insert(loaded("1")));
    EXPECT_DEATH(cache.drop({"account", "1"}), "in flight");
}

}  // namespace
}  // namespace hapax
