#include "application/completion/tracker.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

class FakeEdge : public Verdicts {
 public:
    void deliver(std::vector<Delivery>& batch) override {
        ++batches;
        for (Delivery& delivery : batch) all.push_back(std::move(delivery));
        batch.clear();
    }
    template <class V>
    bool got(std::uint64_t token) const {
        for (const Delivery& d : all) {
            if (d.token == token && std::holds_alternative<V>(d.verdict)) return true;
        }
        return false;
    }
    std::vector<Delivery> all;
    int batches = 0;
};

std::shared_ptr<const StoredCommit> record(std::uint64_t position, Outcome outcome = Outcome::accomplished) {
    auto stored = std::make_shared<StoredCommit>();
    stored->position = Position{position};
    stored->commit.outcome = outcome;
    stored->commit.attempts = 1;
    return stored;
}

class Tracker : public testing::Test {
 protected:
    void await(std::uint64_t position, std::uint64_t token, WaitFor wait = WaitFor::completion,
               Outcome outcome = Outcome::accomplished) {
        std::vector<AwaitedAnswer> answers{{record(position, outcome), {0, token}, wait, false}};
        tracker.add(answers);
    }
    void ask(std::uint64_t position, std::uint64_t token, Inquiry::Wait wait, std::uint64_t seen = 0) {
        std::vector<AwaitedStatus> statuses{{record(position), Inquiry{{}, {0, token}, wait, seen}}};
        tracker.add(statuses);
    }
    void advance(std::uint64_t through, bool failing = false) {
        tracker.advance(Position{through}, failing);
        tracker.flush();
    }
    OperationState state_told(std::uint64_t token) {
        for (const Delivery& d : edge.all) {
            if (d.token == token) return std::get<StatusDocument>(d.verdict).state;
        }
        return OperationState::unknown;
    }

    FakeEdge edge;
    CompletionTracker tracker{VerdictBatches({&edge}), [](Position) { return std::vector<ViewReached>{{"v", {}}}; }};
};

TEST_F(Tracker, NobodyHearsCompletedBeforeTheViewsShowIt) {
    await(5, 1);
    advance(4);
    EXPECT_TRUE(edge.all.empty());
    advance(5);
    EXPECT_TRUE(edge.got<Finished>(1));
}

TEST_F(Tracker, AnswersOfOneAdvanceGoOutInOneBatch) {
    for (std::uint64_t i = 1; i <= 10; ++i) await(i, i);
    advance(10);
    EXPECT_EQ(edge.all.size(), 10U);
    EXPECT_EQ(edge.batches, 1);
}

TEST_F(Tracker, CompletedThroughNeverGoesBack) {
    advance(9);
    advance(3);
    await(8, 1);
    tracker.flush();
    EXPECT_TRUE(edge.got<Finished>(1));
}

TEST_F(Tracker, ARepeatOfAnOlderRecordIsAnsweredInItsTurn) {
    await(9, 9);
    await(5, 5);
    advance(5);
    EXPECT_TRUE(edge.got<Finished>(5));
    EXPECT_FALSE(edge.got<Finished>(9));
}

TEST_F(Tracker, WhoWaitsForTheCommitOnlyHearsStillRunning) {
    await(5, 1, WaitFor::commit);
    tracker.flush();
    EXPECT_TRUE(edge.got<StillRunning>(1));
}

TEST_F(Tracker, ARefusalIsFinalAsSoonAsItIsDurable) {
    await(5, 1, WaitFor::commit, Outcome::rejected);
    tracker.flush();
    EXPECT_TRUE(edge.got<Finished>(1));
}

TEST_F(Tracker, WhoseWaitRanOutHearsARefusalAndNotThatItStillRuns) {
    await(5, 1, WaitFor::completion, Outcome::rejected);
    await(6, 2, WaitFor::completion, Outcome::failed);
    tracker.gone({{{0, 1}, GiveUp::timed_out}, {{0, 2}, GiveUp::timed_out}});
    tracker.flush();
    EXPECT_TRUE(edge.got<Finished>(1));
    EXPECT_TRUE(edge.got<Finished>(2));
    EXPECT_FALSE(edge.got<StillRunning>(1) || edge.got<StillRunning>(2));
}

TEST_F(Tracker, ARefusalIsToldWhileARequiredViewFails) {
    await(5, 1, WaitFor::completion, Outcome::precondition_failed);
    advance(2, true);
    EXPECT_TRUE(edge.got<Finished>(1));
}

TEST_F(Tracker, AFailingRequiredViewHoldsNobodyBack) {
    await(5, 1);
    advance(2, true);
    EXPECT_TRUE(edge.got<StillRunning>(1));
    EXPECT_EQ(tracker.waiting(), 0U);
}

TEST_F(Tracker, ATimedOutWaiterHearsStillRunningAndAClosedOneNothing) {
    await(5, 1);
    await(5, 2);
    tracker.gone({{{0, 1}, GiveUp::timed_out}, {{0, 2}, GiveUp::closed}});
    advance(5);
    EXPECT_TRUE(edge.got<StillRunning>(1));
    EXPECT_EQ(edge.all.size(), 1U);
}

TEST_F(Tracker, AStatusIsToldAtOnceOrWhenItIsTerminal) {
    ask(5, 1, Inquiry::Wait::none);
    ask(5, 2, Inquiry::Wait::terminal);
    tracker.flush();
    EXPECT_EQ(state_told(1), OperationState::committed);
    EXPECT_EQ(edge.all.size(), 1U);
    advance(5);
    EXPECT_EQ(state_told(2), OperationState::completed);
}

TEST_F(Tracker, AStatusWaitsForAChangeOfTheRevisionThatWasSeen) {
    ask(5, 1, Inquiry::Wait::none);
    tracker.flush();
    const std::uint64_t seen = std::get<StatusDocument>(edge.all[0].verdict).revision;
    ask(5, 2, Inquiry::Wait::change, seen);
    ask(5, 3, Inquiry::Wait::change, seen + 1);
    tracker.flush();
    EXPECT_EQ(state_told(2), OperationState::unknown);
    EXPECT_EQ(state_told(3), OperationState::committed);
    advance(5);
    EXPECT_EQ(state_told(2), OperationState::completed);
}

TEST_F(Tracker, ATimedOutQuestionIsAnsweredWithTheStateAsItIs) {
    ask(5, 1, Inquiry::Wait::terminal);
    tracker.gone({{{0, 1}, GiveUp::timed_out}});
    tracker.flush();
    EXPECT_EQ(state_told(1), OperationState::committed);
    EXPECT_EQ(tracker.waiting(), 0U);
}

TEST_F(Tracker, WhoStoppedAskingForAStatusHearsTheLatestOrNothing) {
    ask(1, 1, Inquiry::Wait::terminal);
    ask(1, 2, Inquiry::Wait::terminal);
    tracker.gone({{{0, 1}, GiveUp::timed_out}, {{0, 2}, GiveUp::closed}});
    advance(1);
    EXPECT_EQ(state_told(1), OperationState::committed);
    EXPECT_FALSE(edge.got<StatusDocument>(2));
}

}  // namespace
}  // namespace hapax
