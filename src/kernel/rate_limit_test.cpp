#include "kernel/rate_limit.hpp"

#include <gtest/gtest.h>

#include "kernel/random.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{std::chrono::hours{1}};

TEST(RateLimitTest, ABurstIsTakenAtOnceAndThenOneForEachInterval) {
    const RateLimit limit = RateLimit::per_second(10, 3);
    RateMeter meter;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(meter.take(limit, start), 0ns);
    EXPECT_EQ(meter.take(limit, start), 100ms);
    EXPECT_EQ(meter.take(limit, start + 60ms), 40ms);
    EXPECT_EQ(meter.take(limit, start + 100ms), 0ns);
    EXPECT_EQ(meter.take(limit, start + 100ms), 100ms);
}

TEST(RateLimitTest, WhoIsRefusedIsFreeAfterTheTimeThatWasSaidHoweverOftenHeAsked) {
    const RateLimit limit = RateLimit::per_second(2, 1);
    RateMeter meter;
    EXPECT_EQ(meter.take(limit, start), 0ns);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(meter.take(limit, start), 500ms);
    EXPECT_EQ(meter.take(limit, start + 500ms), 0ns);
}

TEST(RateLimitTest, AMeterIsIdleWhenItsBucketIsFullAgain) {
    const RateLimit limit = RateLimit::per_second(10, 5);
    RateMeter meter;
    EXPECT_TRUE(meter.idle(start));
    meter.take(limit, start);
    meter.take(limit, start);
    EXPECT_FALSE(meter.idle(start + 199ms));
    EXPECT_TRUE(meter.idle(start + 200ms));
}

TEST(RateLimitTest, InNoTimeMoreIsTakenThanTheBurstAndTheRateAllow) {
    Random random(7);
    for (int run = 0; run < 200; ++run) {
        const std::uint64_t rate = 1 + random.below(1000);
        const std::uint64_t burst = 1 + random.below(50);
        const RateLimit limit = RateLimit::per_second(rate, burst);
        RateMeter meter;
        Instant now = start;
        std::uint64_t taken = 0;
        for (int i = 0; i < 500; ++i) {
            now += Duration{static_cast<std::int64_t>(random.below(3'000'000))};
            if (meter.take(limit, now) == Duration::zero()) ++taken;
            const auto allowed = burst + static_cast<std::uint64_t>((now - start) / limit.interval);
            ASSERT_LE(taken, allowed) << "rate " << rate << ", burst " << burst;
        }
    }
}

TEST(RateLimitTest, WhoKeepsToTheRateIsNeverRefused) {
    const RateLimit limit = RateLimit::per_second(3, 1);
    RateMeter meter;
    for (Instant now = start; now < start + 100s; now += limit.interval) ASSERT_EQ(meter.take(limit, now), 0ns);
}

}  // namespace
}  // namespace hapax
