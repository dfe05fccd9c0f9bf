// Goal: nobody is shed for a burst or a pause; who has waited too long is, once the queue stands.
#include "application/engine/queue_delay.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

using namespace std::chrono_literals;

class QueueDelayTest : public testing::Test {
 protected:
    QueueDelayTest() { idle(1s); }
    void work(Duration each, int steps) {
        for (int i = 0; i < steps; ++i) delay.step(now += each);
    }
    void idle(Duration time) {
        delay.dry(now);
        delay.step(now += time);
    }
    bool shed(Duration waited, Duration given = {}) const {
        return delay.too_long(now - waited, given == Duration::zero() ? never : now - waited + given);
    }
    QueueDelay delay{QueueDelayOptions{}};
    Instant now = Instant{} + 1h;
};

TEST_F(QueueDelayTest, ABurstIsNoOverload) {
    work(1ms, 99);
    EXPECT_FALSE(shed(99ms));
}

TEST_F(QueueDelayTest, APauseOfTheMachineIsNoOverloadHoweverLong) {
    work(10min, 9);
    EXPECT_FALSE(shed(1h));
}

TEST_F(QueueDelayTest, AQueueThatStandsHasRoomForTheTarget) {
    work(1ms, 100);
    EXPECT_FALSE(shed(5ms));
    EXPECT_TRUE(shed(5ms + 1ns));
}

TEST_F(QueueDelayTest, HalfOfTheClientsTimeIsForTheDoing) {
    work(1ms, 100);
    EXPECT_FALSE(shed(4ms, 8ms));
    EXPECT_TRUE(shed(4ms + 1ns, 8ms));
    EXPECT_TRUE(shed(11ms, 1h)) << "a long time is no right to stand in a queue";
}

TEST_F(QueueDelayTest, WhoeverIsShedLeavesTheQueueEmptyForAMomentAndThatIsNotTheEnd) {
    work(1ms, 200);
    idle(1ms);
    EXPECT_FALSE(shed(11ms));
    work(1ms, 10);
    EXPECT_TRUE(shed(11ms));
}

TEST_F(QueueDelayTest, TheOverloadIsOverWhenItHasBeenIdleForATenthOfTheTime) {
    work(1ms, 200);
    ASSERT_TRUE(shed(11ms));
    idle(10ms);
    work(1ms, 99);
    EXPECT_FALSE(shed(11ms));
}

TEST_F(QueueDelayTest, WhoIsIdleATenthOfHisTimeIsNotOverloaded) {
    for (int i = 0; i < 1000; ++i) {
        work(1ms, 9);
        idle(1ms);
        EXPECT_FALSE(shed(11ms));
    }
}

TEST(QueueDelay, WithoutATargetNobodyIsShed) {
    QueueDelay delay({.target = Duration::zero()});
    Instant now{};
    for (int i = 0; i < 1000; ++i) delay.step(now += 10ms);
    EXPECT_FALSE(delay.too_long(Instant{}, never));
}

}  // namespace
}  // namespace hapax
