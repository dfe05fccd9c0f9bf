#include "kernel/retry.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

using namespace std::chrono_literals;

TEST(RetrySchedule, TheFirstAttemptDoesNotWait) {
    EXPECT_EQ(RetrySchedule{}.delay(1, 0.9), 0ns);
}

TEST(RetrySchedule, TheCeilingDoublesUpToTheCap) {
    const RetrySchedule schedule{.attempts_max = 40, .base = 10ms, .cap = 100ms};
    EXPECT_EQ(schedule.delay(2, 0.5), 5ms);
    EXPECT_EQ(schedule.delay(3, 0.5), 10ms);
    EXPECT_EQ(schedule.delay(40, 0.5), 50ms);
}

TEST(RetrySchedule, KnowsItsLastAttempt) {
    const RetrySchedule schedule{.attempts_max = 3};
    EXPECT_TRUE(schedule.allows(3));
    EXPECT_FALSE(schedule.allows(4));
}

TEST(RetryScheduleDeathTest, AnAttemptPastTheLastIsAProgrammersError) {
    EXPECT_DEATH(RetrySchedule{.attempts_max = 1}.delay(2, 0), "no such attempt");
}

TEST(UnitOf, StaysBelowOne) {
    EXPECT_EQ(unit_of(0), 0.0);
    EXPECT_LT(unit_of(~std::uint64_t{0}), 1.0);
}

}  // namespace
}  // namespace hapax
