// Goal: whoever waits or asks is told the truth of that moment; whoever has gone holds nothing up.
#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

TEST_F(EngineTest, AClosedWaiterHearsNothingAndTheOperationGoesOn) {
    service.add.throws_left = 1;
    submit(1, "a", -1, 1);
    run();
    engine.give_up({0, 1}, toy::key(1), GiveUp::closed);
    run();
    run();
    EXPECT_TRUE(answers.empty());
    EXPECT_EQ(store.durable(), Position{1});
    EXPECT_EQ(advanced, 1) << "the views show what nobody waits for";
}

TEST_F(EngineTest, WhoAskedForDurabilityOnlyHearsItWithoutTheTracker) {
    submit(1, "a", 7, 1);
    waiting.back().wait_for = WaitFor::commit;
    submit(2, "b", 1000, 2);
    waiting.back().wait_for = WaitFor::commit;
    run();
    EXPECT_TRUE(answers.empty());
    ASSERT_NE(edge.of(1), nullptr);
    EXPECT_TRUE(std::holds_alternative<StillRunning>(*edge.of(1)));
    EXPECT_EQ(store.durable(), Position{2});
    EXPECT_EQ(advanced, 1);
}

TEST_F(EngineTest, ARejectionIsFinalAlsoForWhoAskedForDurabilityOnly) {
    submit(1, "a", 101, 1);
    waiting.back().wait_for = WaitFor::commit;
    run();
    ASSERT_NE(edge.of(1), nullptr);
    const auto* finished = std::get_if<Finished>(edge.of(1));
    ASSERT_NE(finished, nullptr);
    EXPECT_EQ(finished->record->commit.outcome, Outcome::rejected);
}

TEST_F(EngineTest, ATimeOutBeforeTheSyncIsAnHonestUnknown) {
    submit(1, "a", -1, 1);
    run();
    engine.give_up({0, 1}, toy::key(1), GiveUp::timed_out);
    run();
    EXPECT_EQ(refused(1).code, operation_errc::outcome_unknown);
    EXPECT_FALSE(refused(1).applied_false);
}

TEST_F(EngineTest, TellsTheStatusOfARunningOperation) {
    submit(1, "a", -1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}}};
    engine.inquire(inquiries);
    run();
    const auto& document = std::get<StatusDocument>(*edge.of(7));
    EXPECT_EQ(document.state, OperationState::executing);
    EXPECT_EQ(document.type, "Add");
    EXPECT_EQ(document.resource, "/counters/a");
}

TEST_F(EngineTest, TellsWhatRunsOfOneScopeAndOfNoOther) {
    submit(1, "a", -1, 1);
    submit(2, "b", -1, 2);
    waiting.back().key.scope.value += 1;
    submit(3, "c", 1, 3);
    run();
    std::vector<Inquiry> inquiries{{{{}, toy::key(1).scope}, {0, 7}, Inquiry::Wait::none, 0, true},
                                   {{{}, CallerScope{99}}, {0, 8}, Inquiry::Wait::none, 0, true}};
    engine.inquire(inquiries);
    run();
    const auto& running = std::get<RunningOperations>(*edge.of(7)).documents;
    ASSERT_EQ(running.size(), 1U) << "the third is durable";
    EXPECT_EQ(running[0].key, toy::key(1));
    EXPECT_EQ(running[0].state, OperationState::executing);
    EXPECT_TRUE(std::get<RunningOperations>(*edge.of(8)).documents.empty());
}

TEST_F(EngineTest, ForwardsTheStatusOfAStoredOneAndKnowsAnUnknownOne) {
    submit(1, "a", 1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}}, {toy::key(2), {0, 8}}};
    engine.inquire(inquiries);
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].record->position, Position{1});
    EXPECT_TRUE(std::holds_alternative<UnknownOperation>(*edge.of(8)));
}

TEST_F(EngineTest, AStatusThatWaitsIsForwardedWhenTheOperationEnds) {
    service.add.throws_left = 1;
    submit(1, "a", -1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}, Inquiry::Wait::terminal}};
    engine.inquire(inquiries);
    run();
    EXPECT_EQ(edge.of(7), nullptr);
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].inquiry.waiter.token, 7U);
}

TEST_F(EngineTest, AStatusThatWaitsForAChangeIsToldOnceItIsAnother) {
    submit(1, "a", -1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}, Inquiry::Wait::none}};
    engine.inquire(inquiries);
    run();
    const std::uint64_t seen = std::get<StatusDocument>(*edge.of(7)).revision;
    inquiries = {{toy::key(1), {0, 8}, Inquiry::Wait::change, 0}, {toy::key(1), {0, 9}, Inquiry::Wait::change, seen}};
    service.add.throws_left = 0;
    engine.inquire(inquiries);
    run();
    EXPECT_NE(edge.of(8), nullptr) << "this is news to him";
    EXPECT_EQ(edge.of(9), nullptr);
    run();
    EXPECT_FALSE(statuses.empty()) << "who had seen this one hears of the next";
}

TEST_F(EngineTest, WhoStopsWaitingForAStatusHearsTheLatestOrNothing) {
    store.reads_fail = 3;
    submit(1, "a", 1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}, Inquiry::Wait::terminal},
                                   {toy::key(1), {0, 8}, Inquiry::Wait::terminal}};
    engine.inquire(inquiries);
    engine.give_up({0, 7}, toy::key(1), GiveUp::timed_out);
    engine.give_up({0, 8}, toy::key(1), GiveUp::closed);
    run();
    ASSERT_NE(edge.of(7), nullptr);
    EXPECT_EQ(std::get<StatusDocument>(*edge.of(7)).state, OperationState::executing);
    EXPECT_EQ(edge.of(8), nullptr);
}

TEST_F(EngineTest, AStatusThatCannotBeLookedUpIsUnavailable) {
    store.away = true;
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}}};
    engine.inquire(inquiries);
    run();
    EXPECT_EQ(refused(7).code, store_errc::unavailable);
    EXPECT_FALSE(refused(7).applied_false);
}

}  // namespace
}  // namespace hapax
