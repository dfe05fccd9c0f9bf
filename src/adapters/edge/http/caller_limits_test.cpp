#include "adapters/edge/http/caller_limits.hpp"

#include <map>

#include <gtest/gtest.h>

#include "kernel/random.hpp"

namespace hapax::http {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{std::chrono::hours{1}};
constexpr CallerScope alice{1};
constexpr CallerScope bob{2};

Limits limits(std::uint64_t rate, std::uint64_t burst, std::uint64_t concurrency) {
    Limits l;
    l.caller_rate = rate;
    l.caller_burst = burst;
    l.caller_concurrency = concurrency;
    return l;
}

TEST(CallerLimits, WithoutALimitEverybodyIsGrantedAndNothingIsKept) {
    CallerLimits none(Limits{});
    EXPECT_FALSE(none.on());
    for (int i = 0; i < 1000; ++i) {
        const auto admission = none.admit(alice, now);
        ASSERT_TRUE(admission.granted);
        ASSERT_EQ(none.began(admission.place), CallerLimits::nowhere);
    }
    none.ended(CallerLimits::nowhere);
}

TEST(CallerLimits, OneWhoAsksTooOftenDisturbsNobodyElse) {
    CallerLimits rated(limits(10, 2, 0));
    EXPECT_TRUE(rated.admit(alice, now).granted);
    EXPECT_TRUE(rated.admit(alice, now).granted);
    const auto refused = rated.admit(alice, now);
    EXPECT_FALSE(refused.granted);
    EXPECT_FALSE(refused.too_many_at_once);
    EXPECT_EQ(refused.wait, 100ms);
    EXPECT_TRUE(rated.admit(bob, now).granted);
    EXPECT_TRUE(rated.admit(alice, now + 100ms).granted);
}

TEST(CallerLimits, SoManyAtOnceAndOneMoreWhenOneHasEnded) {
    CallerLimits counted(limits(0, 1, 2));
    const auto first = counted.began(counted.admit(alice, now).place);
    counted.began(counted.admit(alice, now).place);
    const auto refused = counted.admit(alice, now);
    EXPECT_FALSE(refused.granted);
    EXPECT_TRUE(refused.too_many_at_once);
    EXPECT_TRUE(counted.admit(bob, now).granted);
    counted.ended(first);
    EXPECT_TRUE(counted.admit(alice, now).granted);
}

TEST(CallerLimits, ARefusalForTooManyAtOnceTakesNothingOfTheRate) {
    CallerLimits both(limits(1, 2, 1));
    const auto place = both.began(both.admit(alice, now).place);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(both.admit(alice, now).too_many_at_once);
    both.ended(place);
    EXPECT_TRUE(both.admit(alice, now).granted);
}

TEST(CallerLimits, WhoHasRequestsUnderWayIsNeverForgottenAndAFloodIsLimitedLikeOne) {
    constexpr std::size_t callers = 64;
    CallerLimits full(limits(1, 1, 0), callers);
    std::size_t granted = 0;
    for (std::uint64_t i = 0; i < 10'000; ++i) granted += full.admit(CallerScope{i}, now).granted ? 1 : 0;
    EXPECT_EQ(granted, callers + 1) << "each place once, and the crowd's";
    EXPECT_FALSE(full.admit(CallerScope{0}, now).granted) << "who was first is still known";
    EXPECT_TRUE(full.admit(CallerScope{99'999}, now + 1s).granted) << "places are free again when buckets are full";
}

TEST(CallerLimits, UnderAnyMixtureCountsAreExact) {
    Random random(11);
    CallerLimits counted(limits(0, 1, 3), 64);
    std::multimap<std::uint64_t, CallerLimits::Place> under_way;
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t who = random.below(8);
        if (random.below(2) == 0 && under_way.contains(who)) {
            const auto one = under_way.find(who);
            counted.ended(one->second);
            under_way.erase(one);
            continue;
        }
        const auto admission = counted.admit(CallerScope{who}, now);
        ASSERT_EQ(admission.granted, under_way.count(who) < 3);
        if (admission.granted) under_way.emplace(who, counted.began(admission.place));
    }
}

}  // namespace
}  // namespace hapax::http
