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

TEST(MayRetry, IsForWhatPassesAndForUnknownOutcomes) {
    for (const unsigned status : {0U, 408U, 429U, 502U, 503U, 504U, 507U}) EXPECT_TRUE(may_retry(status)) << status;
}

TEST(MayRetry, IsNeverForWhatWasAnsweredForGood) {
    for (const unsigned status : {200U, 201U, 202U, 301U, 400U, 401U, 403U, 404U, 405U, 409U, 410U,
                                  412U, 413U, 415U, 422U, 431U, 500U, 501U, 505U, 599U, 999U}) {
        EXPECT_FALSE(may_retry(status)) << status;
    }
}

constexpr Instant start{1000s};

TEST(NextAttempt, WaitsTheDelayOfTheSchedule) {
    const RetrySchedule schedule{.attempts_max = 3, .base = 100ms, .cap = 1s};
    EXPECT_EQ(next_attempt(schedule, {.attempt = 1}, start, never, 0.5), start + 50ms);
    EXPECT_EQ(next_attempt(schedule, {.attempt = 2}, start, never, 0.5), start + 100ms);
}

TEST(NextAttempt, ComesNotBeforeTheTimeThatTheServerAskedForAndIsSpreadAfterIt) {
    const RetrySchedule schedule{.attempts_max = 3, .base = 100ms, .cap = 1s};
    EXPECT_EQ(next_attempt(schedule, {1, 2s}, start, never, 0), start + 2s);
    EXPECT_EQ(next_attempt(schedule, {1, 2s}, start, never, 0.5), start + 2050ms);
}

TEST(NextAttempt, EndsWithTheLastAttempt) {
    const RetrySchedule schedule{.attempts_max = 3};
    EXPECT_EQ(next_attempt(schedule, {3, 0s}, start, never, 0), std::unexpected(NoRetry::attempts));
}

TEST(NextAttempt, IsNotMadeAtOrAfterTheDeadline) {
    const RetrySchedule schedule{.attempts_max = 9, .base = 100ms, .cap = 100ms};
    EXPECT_EQ(next_attempt(schedule, {1, 0s}, start, start + 51ms, 0.5), start + 50ms);
    EXPECT_EQ(next_attempt(schedule, {1, 0s}, start, start + 50ms, 0.5), std::unexpected(NoRetry::deadline));
    EXPECT_EQ(next_attempt(schedule, {1, 0s}, start, start - 1s, 0), std::unexpected(NoRetry::deadline));
}

TEST(NextAttempt, AskedForAgesGivesUpAtOnceAndOverflowsNothing) {
    const RetrySchedule schedule{.attempts_max = 9};
    EXPECT_EQ(next_attempt(schedule, {1, Duration::max()}, start, start + 30s, 0.9),
              std::unexpected(NoRetry::deadline));
    EXPECT_EQ(next_attempt(schedule, {1, Duration::max()}, start, never, 0.9), std::unexpected(NoRetry::deadline));
}

TEST(UnitOf, StaysBelowOne) {
    EXPECT_EQ(unit_of(0), 0.0);
    EXPECT_LT(unit_of(~std::uint64_t{0}), 1.0);
}

}  // namespace
}  // namespace hapax
