// Goal: a journal that cannot be read for a while costs who follows it time, or tells him to come again, and no event.
#include <gtest/gtest.h>

#include "support/feeds_fixture.hpp"

namespace hapax {
namespace {

using namespace feeds_fixture;  // NOLINT(google-build-using-namespace): of this test

TEST_F(FeedLoopTest, WhatCannotBeReadNowIsReadAgainAfterAPause) {
    follow(1, alice);
    show(0);
    rounds();
    append(alice);
    store_->log_reads_fail = 1;
    show_all();
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{}) << "not before the pause is over";
    wait(options_.read_again_after);
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{1});
}

TEST_F(FeedLoopTest, WhoseHistoryCannotBeReadIsToldToComeAgain) {
    append(alice);
    follow(1, alice, 0);
    store_->log_reads_fail = 1;
    show_all();
    rounds();
    EXPECT_EQ(edge_.last(1), Kind::unreadable);
    EXPECT_EQ(wanted_.back(), false) << "he is gone";
}

TEST_F(FeedLoopTest, AnOperationWhoseRecordCannotBeHadEndsWithoutItsDocument) {
    follow(1, alice, {}, moved("42", 5, 1).operation.id);
    follow(2, alice, {}, moved("42", 5, 2).operation.id);
    show(0);
    rounds();
    store_->away = true;
    append(alice);
    show_all();
    rounds();
    store_->away = false;
    append(alice, Outcome::accomplished, 99);
    show_all();
    rounds();
    EXPECT_EQ(edge_.told(1), Positions{1});
    EXPECT_EQ(edge_.told(2), Positions{2}) << "only a newer program can render it";
    EXPECT_TRUE(documents_.empty());
}

TEST_F(FeedLoopTest, WhoReadsHistoryOfOthersLearnsHowFarHeWasRead) {
    make({.slice_records = 1, .slices_per_round = 1});
    for (int i = 0; i < 50; ++i) append(bob);
    follow(1, alice, 0);
    show_all();
    rounds(3);
    wait(options_.reached_every);
    rounds(1);
    EXPECT_EQ(edge_.last(1), Kind::reached);
    EXPECT_LT(edge_.events.back().position, Position{50});
}

TEST_F(FeedLoopTest, WhoHasLeftMayLeaveAgain) {
    follow(1, alice);
    show(0);
    rounds();
    loop_->leave({0, 1});
    loop_->leave({0, 1});
    loop_->leave({0, 7});
    rounds(1);
    EXPECT_EQ(wanted_.back(), false);
}

}  // namespace
}  // namespace hapax
