// Goal: the engine decides each operation once, whatever repeats, fails and waits.
#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

TEST_F(EngineTest, DecidesAnOperationAndMakesItDurableBeforeAnybodyHears) {
    submit(1, "a", 7, 1);
    run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(answer(1)->record->version, Version{1});
    EXPECT_EQ(answer(1)->record->commit.reply.fields, "{\"sum\":7}");
    EXPECT_FALSE(answer(1)->replayed);
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, ARepeatGetsTheFirstRecordAndIsNotDecidedAgain) {
    submit(1, "a", 7, 1);
    run();
    submit(1, "a", 7, 2);
    run();
    EXPECT_EQ(service.add.decided, 1U);
    ASSERT_NE(answer(2), nullptr);
    EXPECT_TRUE(answer(2)->replayed);
    EXPECT_EQ(*answer(2)->record, *answer(1)->record);
}

TEST_F(EngineTest, RepeatsInTheSameBatchAttachToTheFirst) {
    for (std::uint64_t token = 1; token <= 100; ++token) submit(1, "a", 7, token);
    run();
    EXPECT_EQ(service.add.decided, 1U);
    EXPECT_EQ(answers.size(), 100U);
    EXPECT_FALSE(answer(1)->replayed);
    EXPECT_TRUE(answer(2)->replayed);
}

TEST_F(EngineTest, TheSameIdWithAnotherPayloadIsRefusedWhileItRunsAndAfterwards) {
    submit(1, "a", 7, 1);
    submit(1, "a", 8, 2);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::payload_mismatch);
    submit(1, "b", 7, 3);
    run();
    EXPECT_EQ(refused(3).code, operation_errc::payload_mismatch);
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, AnotherCallersIdIsAnUnknownIdInHisOwnScope) {
    submit(1, "a", 7, 1, {}, 1);
    submit(1, "a", 7, 2, {}, 2);
    run();
    EXPECT_EQ(service.add.decided, 2U);
    EXPECT_FALSE(answer(2)->replayed);
}

TEST_F(EngineTest, AnIdRecordedByNobodyIsNoOneElses) {
    submit(1, "a", 7, 1, {}, 99);
    run();
    submit(1, "a", 7, 2, {}, 1);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::payload_mismatch);
}

TEST_F(EngineTest, ARejectionIsStoredAndSticksToTheId) {
    submit(1, "a", 101, 1);
    run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::rejected);
    EXPECT_EQ(answer(1)->record->commit.reply.code, "too-much");
    submit(1, "a", 101, 2);
    run();
    EXPECT_TRUE(answer(2)->replayed);
    EXPECT_EQ(service.add.decided, 1U);
}

TEST_F(EngineTest, CommandsOfOneAggregateSeeEachOther) {
    submit(1, "a", 60, 1);
    submit(2, "a", 60, 2);
    submit(3, "a", 40, 3);
    run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(2)->record->commit.outcome, Outcome::rejected);
    EXPECT_EQ(answer(3)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(3)->record->version, Version{2});
}

TEST_F(EngineTest, AWrongIfMatchIsStoredWithTheVersionItMet) {
    submit(1, "a", 1, 1);
    submit(2, "a", 1, 2, Version{1});
    submit(3, "a", 1, 3, Version{1});
    run();
    EXPECT_EQ(answer(2)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(3)->record->commit.outcome, Outcome::precondition_failed);
    EXPECT_EQ(answer(3)->record->commit.reply.fields, "{\"currentVersion\":2}");
}

TEST_F(EngineTest, CodeThatThrowsIsTriedAgainOnAFreshState) {
    service.add.throws_left = 1;
    submit(1, "a", 5, 1);
    submit(2, "a", -1, 2);
    run();
    EXPECT_EQ(answer(2), nullptr);
    run();
    EXPECT_EQ(answer(2)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(2)->record->commit.reply.fields, "{\"sum\":4}");
    EXPECT_EQ(answer(2)->record->commit.attempts, 2U);
}

TEST_F(EngineTest, CodeThatKeepsThrowingEndsAsAStoredFailure) {
    submit(1, "a", -1, 1);
    run();
    run();
    run();
    ASSERT_NE(answer(1), nullptr);
    const Commit& commit = answer(1)->record->commit;
    EXPECT_EQ(commit.outcome, Outcome::failed);
    EXPECT_EQ(commit.attempts, 3U);
    EXPECT_EQ(commit.causes, std::vector<std::string>{"the author's code threw"});
    submit(1, "a", -1, 2);
    run();
    EXPECT_TRUE(answer(2)->replayed);
    EXPECT_EQ(service.add.decided, 3U);
}

TEST_F(EngineTest, AFailureLeavesTheStateOfOneThatWasDecidedAfterItInTheCache) {
    service.add.throws_left = 5;
    submit(1, "a", -1, 1);
    submit(2, "a", -1, 2);
    for (int tries = 0; tries < 3; ++tries) {
        run();
        (void)runtime.make_parker()->park(runtime.now() + std::chrono::minutes(1));  // both are due again
    }
    ASSERT_TRUE(answer(1) && answer(2));
    EXPECT_NE(answer(1)->record->commit.outcome, answer(2)->record->commit.outcome);
    submit(3, "a", 6, 3);
    run();
    EXPECT_EQ(answer(3)->record->commit.reply.fields, "{\"sum\":5}");
}

TEST_F(EngineTest, OthersOfTheAggregateWaitUntilAStaleStateIsReloaded) {
    service.add.throws_left = 1;
    submit(1, "a", 5, 1);
    submit(2, "a", -1, 2);
    submit(3, "a", 3, 3);
    run();
    EXPECT_EQ(answer(3)->record->commit.reply.fields, "{\"sum\":8}");
    EXPECT_EQ(answer(3)->record->version, Version{2});
}

TEST_F(EngineTest, MoreThanItsLimitInFlightIsRefused) {
    for (std::uint64_t n = 1; n <= 9; ++n) submit(n, "a", 1, n);
    run();
    EXPECT_EQ(refused(9).code, operation_errc::overloaded);
    EXPECT_EQ(answers.size(), 8U);
}

TEST_F(EngineTest, TheStateAtEveryNthEventBecomesASnapshotOnceItIsDurable) {
    for (std::uint64_t n = 1; n <= 11; ++n) {
        submit(n, "a", 1, n);
        run();
    }
    std::vector<Snapshot> written;
    snapshots.take(written, runtime.now());
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].version, Version{10});
    EXPECT_EQ(written[0].mark.position, Position{10});
    EXPECT_EQ(written[0].state, "10");
}

TEST_F(EngineTest, OfABatchBeyondItsMailboxTheFirstAreTakenAndTheRestIsLeft) {
    for (std::uint64_t n = 1; n <= mailbox_max + 2; ++n) submit(1, "a", 7, n);
    EXPECT_FALSE(engine.submit(waiting));
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].waiter.token, mailbox_max + 1);
    std::vector<Inquiry> inquiries(1);
    EXPECT_FALSE(engine.inquire(inquiries));
    EXPECT_EQ(inquiries.size(), 1U);
    engine.round();
    collect();
    EXPECT_EQ(answers.size(), mailbox_max);
    EXPECT_TRUE(engine.submit(waiting));
    EXPECT_TRUE(waiting.empty());
}

TEST_F(EngineTest, StoppingRefusesWhatIsNewAndFinishesWhatRuns) {
    service.add.throws_left = 1;
    submit(1, "a", -1, 1);
    run();
    engine.stop();
    submit(2, "a", 1, 2);
    ASSERT_TRUE(engine.submit(waiting));
    engine.run();
    collect();
    EXPECT_EQ(refused(2).code, operation_errc::stopping);
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
}

}  // namespace
}  // namespace hapax
