// Goal: on a guarded route the same is not done twice under two ids, and nobody else notices the guard.
#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

class EngineGuardTest : public EngineTest {
 protected:
    void ask(std::uint64_t n, std::int64_t amount, std::uint64_t token, bool overridden = false) {
        submit(n, "a", amount, token);
        Submission& s = waiting.back();
        s.guard = Guard{s.fingerprint, 30s, overridden};
        s.arrived = runtime.now();
    }
    void pass(Duration time) { runtime.make_parker()->park(runtime.now() + time); }
};

TEST_F(EngineGuardTest, ALookAlikeIsRefusedByNameOfTheEarlierOneAndLeavesNothing) {
    ask(1, 7, 1);
    run();
    ask(2, 7, 2);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::possible_duplicate);
    EXPECT_TRUE(refused(2).applied_false);
    EXPECT_EQ(refused(2).earlier, toy::key(1).id);
    EXPECT_EQ(store.durable(), Position{1});
    EXPECT_EQ(store.find(toy::key(1)).value()->commit.likeness, store.find(toy::key(1)).value()->commit.fingerprint);
}

TEST_F(EngineGuardTest, OneOfTheSameBatchIsRefusedTooAndRepeatsAreNot) {
    ask(1, 7, 1);
    ask(2, 7, 2);
    ask(1, 7, 3);
    run();
    EXPECT_NE(answer(1), nullptr);
    EXPECT_EQ(refused(2).code, operation_errc::possible_duplicate);
    ASSERT_NE(answer(3), nullptr);
    EXPECT_TRUE(answer(3)->replayed);
    EXPECT_EQ(service.add.decided, 1U);
}

TEST_F(EngineGuardTest, TheSameIdGoesThroughWhenItIsMeantAndItsRepeatsNeedNotSayIt) {
    ask(1, 7, 1);
    ask(2, 7, 2);
    run();
    ask(2, 7, 3, true);
    run();
    ASSERT_NE(answer(3), nullptr);
    EXPECT_FALSE(answer(3)->replayed);
    ask(2, 7, 4);
    run();
    ASSERT_NE(answer(4), nullptr);
    EXPECT_TRUE(answer(4)->replayed);
    EXPECT_EQ(store.durable(), Position{2});
}

TEST_F(EngineGuardTest, WhatWasRejectedOrFailedMayBeAskedAgain) {
    ask(1, 101, 1);  // too much
    run();
    ask(2, 101, 2);
    run();
    ASSERT_NE(answer(2), nullptr) << "judged by the domain, not by the guard";
    ask(3, -1, 3);  // throws until it is given up
    for (int i = 0; i < 10 && answer(3) == nullptr; ++i) run();
    ASSERT_NE(answer(3), nullptr);
    service.add.throws_left = 0;
    ask(4, -1, 4);
    run();
    EXPECT_NE(answer(4), nullptr);
}

TEST_F(EngineGuardTest, WhoWaitsForAnotherTryCounts) {
    service.add.throws_left = 1;
    ask(1, -1, 1);
    run();
    ask(2, -1, 2);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::possible_duplicate);
}

TEST_F(EngineGuardTest, AfterItsTimeTheSameIsSomethingNew) {
    ask(1, 7, 1);
    run();
    pass(30s);
    ask(2, 7, 2);
    run();
    EXPECT_NE(answer(2), nullptr);
    EXPECT_EQ(store.durable(), Position{2});
}

TEST_F(EngineGuardTest, AJournalThatCannotBeReadLetsNobodyThrough) {
    EngineOptions guarded = options({});
    guarded.guard_longest = 30s;
    Engine restarted(
        {store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
        guarded);
    ask(1, 7, 1);
    run();  // by the one before
    store.log_reads_fail = 1;
    ask(2, 7, 2);
    ASSERT_TRUE(restarted.submit(waiting));
    restarted.round();
    EXPECT_EQ(refused(2).code, store_errc::unavailable);
    ask(2, 7, 3);
    ASSERT_TRUE(restarted.submit(waiting));
    restarted.round();
    EXPECT_EQ(refused(3).code, operation_errc::possible_duplicate);
}

}  // namespace
}  // namespace hapax
