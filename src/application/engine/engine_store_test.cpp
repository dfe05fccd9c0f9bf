// Goal: a store that is away, full or written by somebody else costs time, and never a second effect.
#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

TEST_F(EngineTest, AStoreThatCannotBeAskedRefusesBeforeAnythingIsDecidedAndSaysNothingOfEarlierRequests) {
    submit(1, "a", 5, 1);
    run();
    store.away = true;
    submit(1, "a", 5, 2);
    submit(2, "a", 5, 3);
    run();
    for (const std::uint64_t waiter : {2U, 3U}) {
        EXPECT_EQ(refused(waiter).code, store_errc::unavailable);
        EXPECT_FALSE(refused(waiter).applied_false) << "nobody could look";
    }
    EXPECT_EQ(service.add.decided, 1U);
}

TEST_F(EngineTest, AStreamThatCannotBeReadForAWhileIsTriedAgain) {
    store.reads_fail = 1;
    submit(1, "a", 5, 1);
    run();
    EXPECT_EQ(answer(1), nullptr);
    run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
}

TEST_F(EngineTest, ADamagedStreamIsNoFailureOfTheOperation) {
    store.read_error = store_errc::corrupt;
    store.reads_fail = 1000;
    submit(1, "a", 5, 1);
    for (int round = 0; round < 20 && edge.of(1) == nullptr; ++round) run();
    EXPECT_EQ(refused(1).code, store_errc::unavailable);
    EXPECT_EQ(store.durable(), Position{0});
}

TEST_F(EngineTest, AStreamThatStaysUnreadableIsRefusedAndNothingIsStoredOfIt) {
    store.reads_fail = 1000;
    submit(1, "a", 5, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}, Inquiry::Wait::terminal}};
    engine.inquire(inquiries);
    submit(1, "a", 5, 2);
    for (int round = 0; round < 20 && edge.of(1) == nullptr; ++round) run();
    for (const std::uint64_t waiter : {1U, 2U, 7U}) {
        EXPECT_EQ(refused(waiter).code, store_errc::unavailable);
        EXPECT_FALSE(refused(waiter).applied_false);
    }
    EXPECT_EQ(store.durable(), Position{0});
    store.reads_fail = 0;
    submit(1, "a", 5, 3);
    run();
    EXPECT_EQ(answer(3)->record->commit.outcome, Outcome::accomplished) << "the id is not spoilt";
    EXPECT_FALSE(answer(3)->replayed);
}

TEST_F(EngineTest, AStreamWithAnEventThatNobodyKnowsFailsItsOperationForGood) {
    Commit newer;
    newer.operation = toy::key(9);
    newer.stream = {"counter", "a"};
    newer.events = {{"Halved", 1, "2"}};
    ASSERT_TRUE(store.append(std::span(&newer, 1)));
    submit(1, "a", 5, 1);
    for (int round = 0; round < 20 && answer(1) == nullptr; ++round) run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::failed);
}

TEST_F(EngineTest, AnOperationWhoseStreamCannotBeReadHoldsUpNoOther) {
    submit(2, "b", 5, 2);
    run();
    store.reads_fail = 1000;
    submit(1, "a", 5, 1);
    submit(3, "b", 5, 3);
    run();
    EXPECT_EQ(answer(3)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(1), nullptr);
}

// What an error of the disk says of the machine, and what a client may hear of it.
constexpr const char* secret = "/srv/data/journal/00000001.seg: pread: Input/output error";

bool tells_nothing(const std::string& said) {
    return said.find('/') == std::string::npos && said.find("error") == std::string::npos;
}

TEST_F(EngineTest, ClientsHearNothingOfFilesAndTheLogHearsAllOfIt) {
    store.detail = secret;
    store.away = true;
    submit(1, "a", 5, 1);
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 2}}};
    engine.inquire(inquiries);
    run();
    store.away = false;
    store.reads_fail = 1000;
    submit(3, "a", 5, 3);
    for (int round = 0; round < 20 && edge.of(3) == nullptr; ++round) run();
    for (const std::uint64_t waiter : {1U, 2U, 3U}) {
        EXPECT_TRUE(tells_nothing(refused(waiter).detail)) << refused(waiter).detail;
    }
    EXPECT_TRUE(log.has(secret));
}

TEST_F(EngineTest, WhatIsStoredOfAStoreThatFailedNamesItsCodeOnly) {
    store.detail = secret;
    store.append_error = store_errc::too_large;
    store.appends_fail = 5;
    submit(1, "a", 5, 1);
    for (int round = 0; round < 20 && answer(1) == nullptr; ++round) run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->commit.causes, std::vector<std::string>{"store-record-too-large"});
    EXPECT_TRUE(log.has(secret));
}

// It was applied, and nobody knew; then nothing could be read any more.
TEST_F(EngineTest, WhatMayBeStoredIsNotForgottenWhileItCannotBeRead) {
    store.before_append = [this] {
        another_writer_was_first(10);
        store.append_error = store_errc::unknown_outcome;
        store.appends_fail = 1;
        store.reads_fail = 4;
    };
    submit(1, "a", 10, 1);
    for (int round = 0; round < 20 && answer(1) == nullptr; ++round) run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(store.durable(), Position{1});
    EXPECT_EQ(edge.of(1), nullptr) << "he is not refused";
}

// Feeds may have told of it already; so a status may not go back to that of an operation that runs.
TEST_F(EngineTest, WhoAsksWhileItIsTriedAgainHearsOfWhatIsThere) {
    store.before_append = [this] {
        another_writer_was_first(10);
        store.append_error = store_errc::unknown_outcome;
        store.appends_fail = 1;
    };
    submit(1, "a", 10, 1);
    run();
    ASSERT_EQ(answer(1), nullptr) << "it is tried again later";
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}}};
    engine.inquire(inquiries);
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].record->position, Position{1});
    EXPECT_EQ(edge.of(7), nullptr);
}

TEST_F(EngineTest, TheLogIsNotFloodedByAStoreThatIsAway) {
    store.away = true;
    for (std::uint64_t n = 1; n <= 100; ++n) submit(n, "a", 5, n);
    run();
    EXPECT_EQ(log.lines.size(), StoreTrouble::lines_per_second_max);
}

TEST_F(EngineTest, AStoreThatTakesNotEvenTheFailureIsAskedAgainAfterAPauseAndNotAllTheTime) {
    store.append_error = store_errc::storage_full;
    store.appends_fail = 20;
    submit(1, "a", 7, 1);
    for (int round = 1; round < 40 && answer(1) == nullptr; ++round) {
        run();
        EXPECT_LE(store.appends, 2 * round) << "a try and the failure to be stored, then it waits";
    }
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(store.appends, 21);
}

TEST_F(EngineTest, WithoutSpaceNothingIsDecidedAndItRecoversByItself) {
    store.full = true;
    submit(1, "a", 5, 1);
    run();
    EXPECT_EQ(refused(1).code, operation_errc::storage_full);
    EXPECT_TRUE(refused(1).applied_false);
    store.full = false;
    submit(1, "a", 5, 2);
    run();
    EXPECT_FALSE(answer(2)->replayed);
}

TEST_F(EngineTest, ARepeatIsAnsweredEvenWithoutSpace) {
    submit(1, "a", 5, 1);
    run();
    store.full = true;
    submit(1, "a", 5, 2);
    run();
    EXPECT_TRUE(answer(2)->replayed);
}

TEST_F(EngineTest, AnotherWriterOfTheStreamCausesAReloadAndATryAgain) {
    submit(1, "a", 10, 1);
    run();
    store.before_append = [this] {
        Commit other;
        other.operation = toy::key(500);
        other.stream = {"counter", "a"};
        other.events = {{"Added", 1, "50"}};
        ASSERT_TRUE(store.inner->append(std::span(&other, 1)));
    };
    submit(2, "a", 1, 2);
    run();
    EXPECT_EQ(answer(2), nullptr);
    run();
    EXPECT_EQ(answer(2)->record->commit.reply.fields, "{\"sum\":61}");
}

TEST_F(EngineTest, WhoWaitsForTheAggregateOfARefusedCommitIsDecidedOnItsReloadedState) {
    service.add.throws_left = 1;
    store.before_append = [this] { another_writer_was_first(7); };
    submit(1, "a", 7, 1);
    submit(2, "a", -1, 2);
    submit(3, "a", 3, 3);
    run();
    run();
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(answer(3)->record->commit.reply.fields, "{\"sum\":10}");
}

TEST_F(EngineTest, AnotherWriterOfTheSameOperationIsTheFirst) {
    store.before_append = [this] { another_writer_was_first(10); };
    submit(1, "a", 10, 1);
    run();
    EXPECT_TRUE(answer(1)->replayed);
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, AStoreThatGoesAwayBetweenTwoLooksRefusesToo) {
    store.finds_left = 1;  // the look for an operation of nobody's
    submit(1, "a", 5, 1);
    run();
    EXPECT_EQ(refused(1).code, store_errc::unavailable);
    EXPECT_EQ(service.add.decided, 0U);
}

TEST_F(EngineTest, AnIdThatRunsForNobodyIsNoOneElses) {
    store.reads_fail = 1;
    submit(1, "a", 7, 1, {}, 99);
    run();
    submit(1, "a", 7, 2, {}, 1);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::payload_mismatch);
    run();
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, AnotherWriterWithAnotherPayloadLeavesAMismatch) {
    store.before_append = [this] { another_writer_was_first(20); };
    submit(1, "a", 10, 1);
    submit(1, "a", 10, 2);
    run();
    EXPECT_EQ(refused(1).code, operation_errc::payload_mismatch);
    EXPECT_EQ(refused(2).code, operation_errc::payload_mismatch);
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, AnotherWritersRecordThatCannotBeReadIsLookedForAgain) {
    store.before_append = [this] {
        another_writer_was_first(10);
        store.finds_left = 0;
    };
    submit(1, "a", 10, 1);
    run();
    EXPECT_EQ(answer(1), nullptr);
    run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_TRUE(answer(1)->replayed);
    EXPECT_EQ(store.durable(), Position{1});
}

// Goal: a record that a newer program wrote ends no process, is not decided again, and does not pass for unknown.
TEST_F(EngineTest, AnAnswerThatOnlyANewerProgramCanRenderIsRefusedAndItsOperationNotRunAgain) {
    const Submission twin = toy::submission(service.add, 1, "a", 5);
    Commit newer;
    newer.operation = twin.key;
    newer.fingerprint = twin.fingerprint;
    newer.stream = twin.stream;
    newer.reply.renderer = 2;
    newer.events = {{"Added", 1, "5"}};
    ASSERT_TRUE(store.inner->append(std::span(&newer, 1)));
    submit(1, "a", 5, 1);
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 2}}};
    engine.inquire(inquiries);
    submit(2, "a", 5, 3);
    run();
    for (const std::uint64_t waiter : {1U, 2U}) {
        EXPECT_EQ(refused(waiter).code, operation_errc::answer_unknown);
        EXPECT_FALSE(refused(waiter).applied_false);
    }
    EXPECT_EQ(service.add.decided, 1U) << "only the other one";
    EXPECT_TRUE(log.has("renderer"));
    EXPECT_EQ(answer(3)->record->version, Version{2}) << "its events count";
}

}  // namespace
}  // namespace hapax
