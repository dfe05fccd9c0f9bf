// Goal: who follows operations hears of each own end once and in order, at whatever pace he takes it.
#include <gtest/gtest.h>

#include "support/feeds_fixture.hpp"

namespace hapax {
namespace {

using namespace feeds_fixture;  // NOLINT(google-build-using-namespace): of this test

TEST_F(FeedLoopTest, ASubscriberHearsOfEachOwnEndOnceInOrderFromNowOn) {
    append(alice);
    follow(1, alice);
    show_all();
    rounds();
    EXPECT_EQ(edge_.opened(1), Position{1});
    append(alice);
    append(bob);
    append(alice, Outcome::rejected);
    show_all();
    rounds();
    EXPECT_EQ(edge_.told(1), (Positions{2, 4}));
    const OperationEnd& end = *edge_.events.back().end;
    EXPECT_EQ(end.outcome, Outcome::rejected);
    EXPECT_EQ(end.code, "insufficient-funds");
    EXPECT_EQ(end.reason, "there is not enough");
    EXPECT_EQ(end.key.scope, alice);
}

TEST_F(FeedLoopTest, NothingIsToldBeforeEveryViewShowsIt) {
    follow(1, alice);
    show(0);
    rounds();
    append(alice);
    append(alice);
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{});
    show(1);
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{1});
}

TEST_F(FeedLoopTest, WhoComesBeforeItIsKnownHowFarTheViewsAreIsOpenedWhenItIs) {
    append(alice);
    follow(1, alice);
    round();
    EXPECT_EQ(edge_.opened(1), std::nullopt);
    EXPECT_EQ(wanted_, (std::vector<bool>{true}));
    show(1);
    round();
    EXPECT_EQ(edge_.opened(1), Position{1});
}

TEST_F(FeedLoopTest, WhenTheLastHasGoneNobodyIsAskedHowFarTheViewsAre) {
    follow(1, alice);
    show(0);
    rounds();
    loop_->leave({0, 1});
    round();
    EXPECT_EQ(wanted_, (std::vector<bool>{true, false}));
    append(alice);
    append(alice);
    follow(2, alice);
    round();
    EXPECT_EQ(edge_.opened(2), std::nullopt) << "what was known is old";
    show(2);
    rounds();
    EXPECT_EQ(edge_.opened(2), Position{2});
    EXPECT_EQ(edge_.told(2), Positions{});
}

TEST_F(FeedLoopTest, AResumedFeedHearsWhatItMissedAndThenWhatIsNewWithoutGapOrRepeat) {
    make({.in_flight_max = 4, .slice_records = 3, .slices_per_round = 1});
    for (int i = 0; i < 20; ++i) append(i % 3 == 0 ? bob : alice);
    follow(1, alice, 4);
    show_all();
    Positions wanted;
    for (std::uint64_t p = 5; p <= 40; ++p) {
        if ((p - 1) % 3 != 0) wanted.push_back(p);
    }
    // New ones come while it catches up: one in each round.
    for (std::uint64_t p = 20, before = 0; p < 40; ++p) {
        append(p % 3 == 0 ? bob : alice);
        show_all();
        round();
        const std::size_t after = edge_.told(1).size();
        if (after > before) take(1, static_cast<std::uint32_t>(after - before));
        before = after;
    }
    settle(1);
    EXPECT_EQ(edge_.told(1), wanted);
    EXPECT_EQ(edge_.opened(1), Position{4});
}

TEST_F(FeedLoopTest, APositionAheadOfTheViewsHearsWhatIsAfterItOnly) {
    append(alice);
    append(alice);
    append(alice);
    follow(1, alice, 2);
    show(1);
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{});
    show(3);
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{3});
}

TEST_F(FeedLoopTest, APositionBeyondTheJournalIsAnsweredWithWhereNowIs) {
    append(alice);
    append(alice);
    follow(1, alice, 3);
    show(1);
    rounds();
    ASSERT_EQ(edge_.last(1), Kind::unknown_position);
    EXPECT_EQ(edge_.events.back().position, Position{1});
    append(alice);
    show_all();
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{});
}

TEST_F(FeedLoopTest, OneOperationIsToldOnceAndItsFollowerIsGone) {
    follow(1, alice, {}, moved("42", 5, 1).operation.id);
    follow(2, bob, {}, moved("42", 5, 1).operation.id);
    show(0);
    rounds();
    append(alice);
    show_all();
    rounds();
    ASSERT_EQ(documents_.size(), 1u);
    EXPECT_EQ(documents_[0].record->position, Position{1});
    EXPECT_EQ(documents_[0].inquiry.waiter, (Waiter{0, 1}));
    EXPECT_EQ(documents_[0].inquiry.key.scope, alice);
    EXPECT_EQ(edge_.told(2), Positions{}) << "an operation of another caller";
    loop_->leave({0, 1});
    loop_->leave({0, 2});
    round();
    EXPECT_EQ(wanted_.back(), false);
}

TEST_F(FeedLoopTest, WhoTakesTooSlowlyIsReadToFromTheJournalAtItsOwnPace) {
    make({.in_flight_max = 2});
    follow(1, alice);
    follow(2, alice);
    show(0);
    rounds();
    for (int i = 0; i < 9; ++i) append(alice);
    show_all();
    rounds();
    EXPECT_EQ(edge_.told(1), (Positions{1, 2}));
    settle(2);
    take(2, 2);
    settle(2);
    EXPECT_EQ(edge_.told(2), (Positions{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(edge_.told(1), (Positions{1, 2})) << "nobody waits for the other one";
    take(1, 2);
    settle(1);
    EXPECT_EQ(edge_.told(1), (Positions{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    append(alice);
    show_all();
    rounds();
    EXPECT_EQ(edge_.told(1).back(), 10u);
}

TEST_F(FeedLoopTest, WhoStaysBehindTooLongHearsThatHeIsLagging) {
    make({.in_flight_max = 1, .behind_max = seconds(10)});
    follow(1, alice);
    show(0);
    rounds();
    append(alice);
    append(alice);
    show_all();
    rounds(1);
    wait(seconds(9));
    rounds(1);
    EXPECT_NE(edge_.last(1), Kind::lagging);
    wait(seconds(1));
    rounds(1);
    EXPECT_EQ(edge_.last(1), Kind::lagging);
    EXPECT_EQ(edge_.told(1), Positions{1});
    take(1, 1);
    round();
    EXPECT_EQ(wanted_.back(), false) << "he is gone";
}

TEST_F(FeedLoopTest, WhoReadsHistoryIsNotLaggingHoweverLongItTakes) {
    make({.in_flight_max = 1, .behind_max = seconds(10)});
    for (int i = 0; i < 5; ++i) append(alice);
    follow(1, alice, 0);
    show_all();
    rounds(1);
    wait(seconds(60));
    rounds(1);
    EXPECT_EQ(edge_.told(1), Positions{1});
    take(1, 1);
    settle(1);
    EXPECT_EQ(edge_.told(1), (Positions{1, 2, 3, 4, 5}));
}

TEST_F(FeedLoopTest, WhoHearsNothingLearnsHowFarHeWasRead) {
    follow(1, alice);
    show(0);
    rounds(2);
    for (int i = 0; i < 3; ++i) append(bob);
    show_all();
    rounds(2);
    wait(seconds(10));
    rounds(1);
    ASSERT_EQ(edge_.last(1), Kind::reached);
    EXPECT_EQ(edge_.events.back().position, Position{3});
    const std::size_t events = edge_.events.size();
    wait(seconds(20));
    rounds(2);
    EXPECT_EQ(edge_.events.size(), events) << "nothing new, nothing said";
}

TEST_F(FeedLoopTest, TooManySubscribersAreRefusedInAllAndOfOneCaller) {
    make({.subscribers_max = 4, .subscribers_of_caller_max = 2});
    for (std::uint64_t token = 1; token <= 3; ++token) follow(token, alice);
    for (std::uint64_t token = 4; token <= 6; ++token) follow(token, CallerScope{token});
    show(0);
    rounds();
    EXPECT_EQ(edge_.last(3), Kind::refused_caller);
    EXPECT_EQ(edge_.last(6), Kind::refused);
    loop_->leave({0, 1});
    follow(7, alice);
    rounds();
    EXPECT_EQ(edge_.last(7), Kind::opened);
}

TEST_F(FeedLoopTest, WhoLeavesWhileHeIsOpenedOrCatchesUpIsForgotten) {
    make({.in_flight_max = 1, .slice_records = 1});
    for (int i = 0; i < 5; ++i) append(alice);
    follow(1, alice);
    follow(2, alice, 0);
    loop_->leave({0, 1});
    show_all();
    rounds();
    loop_->leave({0, 2});
    rounds(1);
    EXPECT_EQ(edge_.opened(1), std::nullopt);
    EXPECT_EQ(wanted_.back(), false);
}

}  // namespace
}  // namespace hapax
