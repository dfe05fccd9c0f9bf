#include "kernel/retention.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t now = 1'800'000'000'000;
constexpr std::int64_t day = std::chrono::milliseconds(24h).count();
const RetentionPolicy month{24h * 30};

OperationId born(std::int64_t ms) {
    return OperationId{Uuid::v7(ms, 1, 2)};
}

TEST(Retention, ForEverWelcomesEveryId) {
    EXPECT_EQ(judge_id(OperationId{}, now, {}, 0), IdVerdict::welcome);
    EXPECT_EQ(judge_id(born(now + day), now, {}, 0), IdVerdict::welcome);
}

TEST(Retention, AFiniteOneWantsIdsThatCarryTheirTime) {
    EXPECT_EQ(judge_id(OperationId{*Uuid::parse("0197a3c0-6d1e-4cc2-8a57-0242ac120002")}, now, month, 0),
              IdVerdict::not_version_7);
}

TEST(Retention, AnIdOlderThanTheDeletedOnesIsExpired) {
    EXPECT_EQ(judge_id(born(now - 1), now, month, now), IdVerdict::expired);
    EXPECT_EQ(judge_id(born(now), now, month, now), IdVerdict::welcome);
}

TEST(Retention, AnIdMoreThanFiveMinutesAheadIsFromTheFuture) {
    EXPECT_EQ(judge_id(born(now + 300'000), now, month, 0), IdVerdict::welcome);
    EXPECT_EQ(judge_id(born(now + 300'001), now, month, 0), IdVerdict::from_the_future);
}

TEST(Retention, DeletionLagsByADay) {
    EXPECT_EQ(advanced(0, now, 0ms, month), now - 31 * day);
}

TEST(Retention, ForEverDeletesNothing) {
    EXPECT_EQ(advanced(5, now, 1h, {}), 5);
}

TEST(Retention, DeletionNeverGoesBack) {
    EXPECT_EQ(advanced(now, now - 100 * day, 1h, month), now);
}

TEST(Retention, AClockThatJumpsMovesDeletionByTheUptimeOnly) {
    const std::int64_t before = now - 31 * day;
    EXPECT_EQ(advanced(before, now + 3650 * day, 10min, month), before + 600'000);
}

}  // namespace
}  // namespace hapax
