#include <gtest/gtest.h>

#include "support/mortal_process.hpp"
#include "support/projector_fixture.hpp"

namespace hapax {
namespace {

using simulation::SimViews;
using std::chrono::seconds;

TEST_F(ProjectorTest, AnEmptyJournalIsShownAtOnce) {
    open();
    EXPECT_FALSE(projector_->caught_up());
    settle();
    EXPECT_TRUE(projector_->caught_up());
    EXPECT_EQ(completed(), Position{});
}

TEST_F(ProjectorTest, RowsShowEveryEventOnce) {
    open();
    append("42", 100);
    append("42", -40);
    append("43", 5);
    settle();
    EXPECT_EQ(balance("42"), 60);
    EXPECT_EQ(balance("43"), 5);
    EXPECT_EQ(movements_of("42"), 2u);
    EXPECT_EQ(completed(), Position{3});
    EXPECT_TRUE(projector_->shown(Position{3}));
    EXPECT_FALSE(projector_->shown(Position{4}));
}

TEST_F(ProjectorTest, ARecordWithSeveralEventsIsShownWhole) {
    open();
    append(commit_to("42", {{"Moved", 1, "10"}, {"Moved", 1, "20"}, {"Other", 1, "0"}}, ++operations_));
    settle();
    EXPECT_EQ(balance("42"), 30);
    EXPECT_EQ(movements_of("42"), 2u);
}

TEST_F(ProjectorTest, ARecordWithoutEventsIsCompletedToo) {
    open();
    append(commit_to("42", {}, ++operations_));
    settle();
    EXPECT_EQ(completed(), Position{1});
    EXPECT_EQ(balance("42"), std::nullopt);
}

TEST_F(ProjectorTest, AFoldCanDeleteItsRow) {
    open();
    append("42", 10);
    settle();
    append(commit_to("42", {{"Closed", 1, ""}}, ++operations_));
    settle();
    EXPECT_EQ(balance("42"), std::nullopt);
    append("42", 3);
    settle();
    EXPECT_EQ(balance("42"), 3);
}

TEST_F(ProjectorTest, GoesOnAtItsCheckpointAfterARestart) {
    open();
    append_many(20);
    settle();
    views_.crash_process();
    append_many(20);
    open();
    EXPECT_EQ(completed(), Position{20});
    EXPECT_FALSE(projector_->caught_up());
    settle();
    EXPECT_EQ(completed(), Position{40});
    EXPECT_EQ(balance("0"), 6);
    EXPECT_EQ(movements_of("0"), 6u);
}

// Goal: a crash at any call of the read model loses nothing and counts nothing twice. Method: crash at the n-th call,
// for every n, restart, compare with what the log says.
TEST_F(ProjectorTest, ACrashAtAnyCallCountsNoEventTwiceAndMissesNone) {
    options_.live.records_max = options_.build.records_max = 4;
    append_many(21);
    for (int calls = 0;; ++calls) {
        views_ = SimViews();
        MortalProcess process(calls);
        views_.attach(&process);
        try {
            if (start()) settle();
        } catch (const simulation::Crash&) {
        }
        if (!process.dead()) break;
        views_.crash_process();
        open();
        settle();
        for (int account = 0; account < 7; ++account) {
            ASSERT_EQ(balance(std::to_string(account)), 3) << "after call " << calls;
            ASSERT_EQ(movements_of(std::to_string(account)), 3u) << "after call " << calls;
        }
    }
}

TEST_F(ProjectorTest, ABoundedCacheChangesNothingButSpeed) {
    options_.cache_bytes_max = 0;
    options_.live.records_max = options_.build.records_max = 3;
    open();
    append_many(70);
    settle();
    for (int account = 0; account < 7; ++account) EXPECT_EQ(balance(std::to_string(account)), 10);
}

TEST_F(ProjectorTest, WhatAViewDoesNotShowYetItHasReachedAtNoTime) {
    open();
    append("42", 1);
    settle();
    append("42", 1);
    EXPECT_TRUE(projector_->reached(Position{1})[balances].at);
    EXPECT_FALSE(projector_->reached(Position{2})[balances].at);
    views_.fail_write(1, views_errc::broken);
    ASSERT_TRUE(projector_->advance());
    EXPECT_FALSE(projector_->reached(Position{1})[balances].at) << "the views are to be built again";
}

// ---- history

TEST_F(ProjectorTest, ACheckpointBeyondTheJournalIsLostHistory) {
    open();
    append_many(5);
    settle();
    store_ = make_memory_store({.store_id = Uuid::v7(1, 2, 3)});
    views_.crash_process();
    append_many(2);
    const auto opened = start();
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, store_errc::history_lost);
}

TEST_F(ProjectorTest, ACheckpointOfAnotherRecordAtItsPositionIsLostHistory) {
    open();
    append_many(5);
    settle();
    store_ = make_memory_store({.store_id = Uuid::v7(1, 2, 3)});
    views_.crash_process();
    for (int i = 0; i < 9; ++i) append("other", 77);
    const auto opened = start();
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, store_errc::history_lost);
}

TEST_F(ProjectorTest, ViewsOfAnotherStoreAreRebuilt) {
    open();
    append_many(5);
    settle();
    store_ = make_memory_store({.store_id = Uuid::v7(9, 9, 9)});
    views_.crash_process();
    append("42", 1);
    open();
    settle();
    EXPECT_EQ(balance("42"), 1);
    EXPECT_EQ(balance("0"), std::nullopt);
}

// ---- versions

TEST_F(ProjectorTest, ARaisedVersionIsBuiltInSlicesWhileOthersStayLive) {
    open();
    append_many(100);
    settle();
    views_.crash_process();
    service_ = money_service(2);
    options_.slice.records_max = 10;
    options_.live.records_max = 40;
    append_many(5);
    open();
    EXPECT_EQ(completed(), Position{});
    ASSERT_TRUE(projector_->advance().value());
    EXPECT_EQ(projector_->checkpoint(movements).position, Position{105});
    EXPECT_EQ(projector_->checkpoint(balances).position, Position{10});
    EXPECT_FALSE(projector_->serving(balances));
    EXPECT_EQ(balance("0"), 15);  // the old version
    settle();
    EXPECT_TRUE(projector_->serving(balances));
    EXPECT_EQ(balance("0"), 16);
    EXPECT_EQ(completed(), Position{105});
}

TEST_F(ProjectorTest, ARebuiltViewServesAgainWhenItHasCaughtUpAndCompletionNeverGoesBack) {
    open();
    append_many(50);
    settle();
    ASSERT_TRUE(projector_->rebuild(balances).has_value());
    EXPECT_FALSE(projector_->caught_up());
    EXPECT_EQ(views_.make_reader()->get(balances, "0").error().code, views_errc::not_serving);
    EXPECT_EQ(completed(), Position{50});
    settle();
    EXPECT_EQ(balance("0"), 8);
    EXPECT_TRUE(projector_->caught_up());
    EXPECT_EQ(completed(), Position{50});
    EXPECT_EQ(projector_->rebuild(7).error().code, views_errc::unknown_view);
}

TEST_F(ProjectorTest, RebuildingAFailedViewGivesItItsTriesBack) {
    balance_view().sabotage = {"13", 5, {}};
    open();
    append("42", 13);
    settle_all();
    ASSERT_TRUE(projector_->failed(balances));
    ASSERT_TRUE(projector_->rebuild(balances).has_value());
    settle_all();
    EXPECT_EQ(balance("42"), 13);
    EXPECT_FALSE(projector_->failing());
}

TEST_F(ProjectorTest, TellsWhenEachViewFirstShowedAPosition) {
    open();
    append("42", 1);
    settle();
    const Timestamp first = runtime_.wall();
    wait_until(runtime_.now() + seconds(5));
    append("42", 1);
    settle();
    const auto reached = projector_->reached(Position{1});
    ASSERT_EQ(reached.size(), 2u);
    EXPECT_EQ(reached[0].view, "balances");
    EXPECT_EQ(reached[0].at, first);
    EXPECT_EQ(projector_->reached(Position{2})[1].at, runtime_.wall());
    EXPECT_EQ(projector_->reached(Position{3})[0].at, std::nullopt);
}

TEST_F(ProjectorTest, AServiceWithoutViewsIsCompletedWhenItIsDurable) {
    service_ = Service{};
    open();
    append("42", 1);
    settle();
    EXPECT_EQ(completed(), Position{1});
    EXPECT_TRUE(projector_->caught_up());
}

}  // namespace
}  // namespace hapax
