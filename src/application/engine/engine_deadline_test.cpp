// Goal: what nobody waits for any more is not decided; what was decided is told whenever somebody asks.
#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

class EngineDeadlineTest : public EngineTest {
 protected:
    void pass(Duration time) { runtime.make_parker()->park(runtime.now() + time); }
};

TEST_F(EngineDeadlineTest, WhatIsTooLateIsCertainlyNotDoneAndMayBeAskedAgain) {
    submit(1, "a", 7, 1);
    waiting.back().deadline = runtime.now() + 100ms;
    pass(100ms);
    run();
    EXPECT_EQ(refused(1).code, operation_errc::deadline_passed);
    EXPECT_TRUE(refused(1).applied_false);
    EXPECT_EQ(store.durable(), Position{0}) << "nothing is recorded";
    submit(1, "a", 7, 2);
    run();
    ASSERT_NE(answer(2), nullptr);
    EXPECT_FALSE(answer(2)->replayed);
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineDeadlineTest, WhatIsInTimeIsDone) {
    submit(1, "a", 7, 1);
    waiting.back().deadline = runtime.now() + 100ms;
    pass(99ms);
    run();
    EXPECT_NE(answer(1), nullptr);
}

// It would be a lie to say that it was not done.
TEST_F(EngineDeadlineTest, ARepeatThatComesTooLateIsStillTheFirstAnswer) {
    submit(1, "a", 7, 1);
    run();
    submit(1, "a", 7, 2);
    waiting.back().deadline = runtime.now();
    pass(1s);
    run();
    ASSERT_NE(answer(2), nullptr);
    EXPECT_TRUE(answer(2)->replayed);
}

}  // namespace
}  // namespace hapax
