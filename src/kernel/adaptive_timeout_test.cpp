// Goal: the guarantees of the header, on virtual time. Method: targets that answer in known ways are called through the
// timeout and a breaker, as the client does it; what was cut off and whether the breaker opened is counted.
#include "kernel/adaptive_timeout.hpp"

#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/breaker.hpp"
#include "kernel/random.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000s};
constexpr int warm = static_cast<int>(AdaptiveTimeout::samples_max);
const AdaptiveTimeoutRules low_floor{.floor = 1ms};

Duration scattered(Random& random, Duration mean) {  // evenly from a half of it to one and a half
    return mean / 2 + Duration(random.below(static_cast<std::uint64_t>(mean.count())));
}

// One call after another, up to the end or until the breaker opens.
struct Course {
    int cut_off = 0;
    int cut_off_when_warm = 0;
    bool opened = false;
};

Course run(const std::function<Duration(int)>& target, int calls) {
    AdaptiveTimeout timeout(low_floor);
    Breaker breaker{{}};
    Course course;
    Instant now = start;
    for (int i = 0; i < calls; ++i) {
        const auto ticket = breaker.admit(now);
        if (!ticket) {
            course.opened = true;
            return course;
        }
        const Duration limit = timeout.current(now);
        const Duration takes = target(i);
        const bool cut = takes > limit;
        now += std::min(takes, limit);
        timeout.add(std::min(takes, limit), now);
        breaker.settle(*ticket, cut ? Breaker::Ending::failed : Breaker::Ending::succeeded, now);
        course.cut_off += cut;
        course.cut_off_when_warm += cut && i > warm;
    }
    return course;
}

AdaptiveTimeout trained(Duration took, Instant now, const AdaptiveTimeoutRules& rules = low_floor) {
    AdaptiveTimeout timeout(rules);
    for (int i = 0; i < warm; ++i) timeout.add(took, now);
    return timeout;
}

TEST(AdaptiveTimeout, IsTheCeilingWhileLittleIsKnown) {
    AdaptiveTimeout timeout({.ceiling = 15s, .samples_min = 3});
    EXPECT_EQ(timeout.current(start), 15s);
    timeout.add(1s, start);
    timeout.add(1s, start);
    EXPECT_EQ(timeout.current(start), 15s);
    timeout.add(1s, start);
    EXPECT_EQ(timeout.current(start), 2s);
}

TEST(AdaptiveTimeout, OfNoSamplesIsTheCeilingEvenIfNoneAreAskedFor) {
    EXPECT_EQ(AdaptiveTimeout({.ceiling = 7s, .samples_min = 0}).current(start), 7s);
}

TEST(AdaptiveTimeout, StaysBetweenFloorAndCeiling) {
    EXPECT_EQ(trained(1us, start).current(start), 1ms);
    EXPECT_EQ(trained(14s, start).current(start), 15s);
    EXPECT_EQ(trained(-1s, start).current(start), 1ms);
    EXPECT_EQ(trained(Duration::max(), start).current(start), 15s);
}

TEST(AdaptiveTimeout, IsMeanAndThreeSigmasWhereThatIsMore) {
    AdaptiveTimeout timeout({.floor = 1ms, .quantile_per_million = 0});
    for (int i = 0; i < 100; ++i) timeout.add(i % 2 ? 10ms : 30ms, start);  // mean 20, sigma 10, quantile 10
    EXPECT_EQ(timeout.current(start), 50ms);
}

TEST(AdaptiveTimeout, ForgetsWhatIsOlderThanItsWindow) {
    const AdaptiveTimeout timeout = trained(10ms, start);
    EXPECT_EQ(timeout.current(start + 5min - 1ns), 20ms);
    EXPECT_EQ(timeout.current(start + 5min), 15s);
}

TEST(AdaptiveTimeout, CutsNoSteadyAnswerOff) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Random random(seed);
        const Course course = run([&](int) { return scattered(random, 10ms); }, 5000);
        EXPECT_EQ(course.cut_off, 0) << seed;
        EXPECT_FALSE(course.opened) << seed;
    }
}

TEST(AdaptiveTimeout, CutsFewAnswersOfTwoKindsOffAndNoneThatAreUsual) {
    for (const std::uint32_t slow_per_million :
         {1'000U, 5'000U, 10'000U, 20'000U, 50'000U, 100'000U, 300'000U, 900'000U}) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            Random random(seed);
            const auto target = [&](int) { return scattered(random, random.chance(slow_per_million) ? 400ms : 10ms); };
            const Course course = run(target, 10'000);
            EXPECT_LT(course.cut_off, 200) << slow_per_million << " seed " << seed;
            if (slow_per_million >= 100'000) {
                EXPECT_EQ(course.cut_off_when_warm, 0) << slow_per_million << " seed " << seed;
            }
            EXPECT_FALSE(course.opened) << slow_per_million << " seed " << seed;
        }
    }
}

TEST(AdaptiveTimeout, FollowsAnswersThatDrift) {
    const auto grows = [](int i) {
        return Duration(static_cast<std::int64_t>(std::min(7e9, 1e7 * std::pow(1.01, i))));
    };
    const auto swings = [](int i) { return Duration(static_cast<std::int64_t>(1e8 * (1.2 + std::sin(i / 100.0)))); };
    for (const auto& target : {std::function<Duration(int)>(grows), std::function<Duration(int)>(swings)}) {
        const Course course = run(target, 5000);
        EXPECT_EQ(course.cut_off, 0);
        EXPECT_FALSE(course.opened);
    }
}

TEST(AdaptiveTimeout, FollowsATargetThatIsTenTimesSlowerFromOneCallToTheNext) {
    int cut_off = 0;
    AdaptiveTimeout timeout = trained(10ms, start);
    while (timeout.current(start) < std::chrono::milliseconds(100)) {
        timeout.add(timeout.current(start), start);
        ASSERT_LE(++cut_off, 9);
    }
}

// What the header says of a target that begins to hang: how long until nobody calls it any more.
Duration found_after(int callers) {
    AdaptiveTimeout timeout = trained(10ms, start, {});
    Breaker breaker{{}};
    for (int i = 0; i < 100'000; ++i) breaker.settle(*breaker.admit(start), Breaker::Ending::succeeded, start);
    Instant now = start;
    while (breaker.state() == Breaker::State::closed) {
        const Duration limit = timeout.current(now);
        std::vector<Breaker::Ticket> calls;
        for (int i = 0; i < callers; ++i) calls.push_back(*breaker.admit(now));
        now += limit;
        for (const auto call : calls) {
            timeout.add(limit, now);
            breaker.settle(call, Breaker::Ending::failed, now);
        }
    }
    return now - start;
}

TEST(AdaptiveTimeout, AHungTargetIsFoundAfterOneLimitByManyAndAfterSeventeenByOne) {
    const Duration limit = AdaptiveTimeoutRules{}.floor;  // of a target that took 10 ms
    EXPECT_EQ(found_after(64), limit);
    EXPECT_EQ(found_after(8), limit);
    EXPECT_LE(found_after(4), 3 * limit);
    EXPECT_LE(found_after(1), 17 * limit);
}

}  // namespace
}  // namespace hapax
