// Goal: whatever the author's code or the read model does, no event is missed or counted twice, and what can be tried
// again is. Method: views of money whose code is sabotaged, and a read model that fails as told.
#include <gtest/gtest.h>

#include "support/projector_fixture.hpp"

namespace hapax {
namespace {

using Call = TroubledViews::Call;

TEST_F(ProjectorTest, AProjectionThatThrowsIsTriedAgainAndEveryOtherEventCountsOnce) {
    balance_view().sabotage = {"13", 2, {}};
    open();
    append("42", 1);
    append("42", 2);
    append(commit_to("42", {{"Moved", 1, "4"}, {"Moved", 1, "13"}}, ++operations_));
    append("42", 8);
    settle();
    EXPECT_EQ(projector_->checkpoint(balances).position, Position{2});
    EXPECT_EQ(projector_->checkpoint(movements).position, Position{4});
    EXPECT_NE(projector_->wake_at(), never);
    settle_all();
    EXPECT_EQ(balance("42"), 28);
    EXPECT_EQ(movements_of("42"), 5u);
    EXPECT_EQ(completed(), Position{4});
    EXPECT_FALSE(projector_->failed(balances));
}

TEST_F(ProjectorTest, AfterItsLastTryAViewHasFailedAndOthersGoOn) {
    open();
    append("42", 1);
    settle();
    balance_view().sabotage = {"13", -1, {}};
    append("42", 13);
    append("42", 1);
    settle_all();
    EXPECT_TRUE(projector_->failed(balances));
    EXPECT_TRUE(projector_->failing());
    EXPECT_FALSE(projector_->caught_up());
    EXPECT_EQ(projector_->wake_at(), never);
    EXPECT_EQ(completed(), Position{1});
    EXPECT_EQ(balance("42"), 1);
    EXPECT_EQ(projector_->checkpoint(movements).position, Position{3});
    append("43", 1);
    settle();
    EXPECT_EQ(movements_of("43"), 1u);
}

TEST_F(ProjectorTest, AnEventThatCannotBeReadFailsLikeOneThatThrows) {
    balance_view().sabotage.unreadable = "13";
    open();
    append("42", 13);
    settle_all();
    EXPECT_TRUE(projector_->failed(balances));
    EXPECT_EQ(movements_of("42"), 1u);
}

TEST_F(ProjectorTest, AViewThatIsNotRequiredHoldsBackNoCompletion) {
    movement_view().schema_.required = false;
    movement_view().sabotage = {"13", -1, {}};
    open();
    append("42", 13);
    append("42", 1);
    settle_all();
    EXPECT_TRUE(projector_->failed(movements));
    EXPECT_FALSE(projector_->failing());
    EXPECT_TRUE(projector_->caught_up());
    EXPECT_EQ(completed(), Position{2});
}

TEST_F(ProjectorTest, AFailedViewStartsAgainAfterARestart) {
    balance_view().sabotage = {"13", -1, {}};
    open();
    append("42", 13);
    settle_all();
    ASSERT_TRUE(projector_->failed(balances));
    balance_view().sabotage = {};
    views_.crash_process();
    open();
    settle();
    EXPECT_EQ(balance("42"), 13);
    EXPECT_TRUE(projector_->caught_up());
}

TEST_F(ProjectorTest, AFullDiskIsWaitedForAndNothingIsLost) {
    open();
    append("42", 1);
    settle();
    for (const ErrorCode& code : {views_errc::no_space, views_errc::busy}) {
        views_.fail_write(1, code);
        append("42", 1);
        settle();
        EXPECT_NE(projector_->wake_at(), never);
    }
    settle_all();
    EXPECT_EQ(balance("42"), 3);
    EXPECT_EQ(movements_of("42"), 3u);
    EXPECT_EQ(completed(), Position{3});
    EXPECT_EQ(projector_->wake_at(), never);
}

TEST_F(ProjectorTest, BrokenViewsAreRebuiltWhileTheServiceRuns) {
    open();
    append_many(30);
    settle();
    views_.fail_write(1, views_errc::broken);
    append_many(5);
    settle();
    EXPECT_EQ(completed(), Position{30});
    settle_all();
    EXPECT_EQ(balance("0"), 6);
    EXPECT_EQ(movements_of("0"), 6u);
    EXPECT_EQ(completed(), Position{35});
}

TEST_F(ProjectorTest, AReadOfTheLogThatFailsOnceIsTriedAgain) {
    MoodyStore& store = moody_store();
    open();
    append("42", 1);
    store.log_reads_fail = 1;
    settle();
    EXPECT_EQ(completed(), Position{0});
    EXPECT_NE(projector_->wake_at(), never);
    settle_all();
    EXPECT_EQ(balance("42"), 1);
    EXPECT_EQ(completed(), Position{1});
    EXPECT_TRUE(projector_->caught_up());
}

// Nothing is shown past what cannot be read, whoever waits is told at once, and it mends itself.
TEST_F(ProjectorTest, ALogThatStaysUnreadableOrDamagedHoldsTheViewsBackAndNothingElse) {
    for (const ErrorCode& code : {store_errc::unavailable, store_errc::corrupt}) {
        MoodyStore& store = moody_store();
        open();
        append("42", 1);
        settle();
        const Position before = completed();
        append("42", 1);
        store.log_error = code;
        store.log_reads_fail = 20;
        for (int i = 0; i < 20; ++i) {
            settle();
            EXPECT_LE(projector_->wake_at() - runtime_.now(), options_.retry.cap) << "it is tried again";
            wait_until(projector_->wake_at());
        }
        EXPECT_TRUE(projector_->failing());
        EXPECT_FALSE(projector_->caught_up());
        EXPECT_EQ(completed(), before);
        settle_all();
        EXPECT_FALSE(projector_->failing());
        EXPECT_TRUE(projector_->caught_up());
        EXPECT_EQ(completed(), Position{before.value + 1});
    }
    EXPECT_EQ(balance("42"), 4) << "no event is missed or counted twice";
}

TEST_F(ProjectorTest, APositionThatCannotBeLookedUpIsTriedAgain) {
    MoodyStore& store = moody_store();
    open();
    append("42", 1);
    store.marks_fail = 1;
    settle_all();
    EXPECT_EQ(balance("42"), 1);
    EXPECT_EQ(completed(), Position{1});
    store.marks_fail = 1;
    EXPECT_EQ(start().error().code, store_errc::unavailable) << "of a checkpoint";
}

TEST_F(ProjectorTest, AnotherHistoryIsStillTheEnd) {
    MoodyStore& store = moody_store();
    open();
    append("42", 1);
    store.log_error = store_errc::history_lost;
    store.log_reads_fail = 1;
    EXPECT_EQ(projector_->advance().error().code, store_errc::history_lost);
}

TEST_F(ProjectorTest, ViewsThatAReaderFoundBrokenAreRebuiltWithoutANewRecord) {
    open();
    append_many(30);
    settle();
    views_.fail_write(1, views_errc::broken);
    EXPECT_FALSE(views_.write({}));  // broken, and the projector has not heard of it
    settle_all();
    EXPECT_FALSE(views_.write({})) << "nothing is due that would touch them";
    projector_->look_at_views();
    settle_all();
    EXPECT_TRUE(views_.write({}));
    EXPECT_EQ(balance("0"), 5);
    EXPECT_EQ(completed(), Position{30});
}

TEST_F(ProjectorTest, ALookAtViewsThatAreWholeChangesNothing) {
    open();
    append("42", 1);
    settle();
    projector_->look_at_views();
    settle();
    EXPECT_EQ(balance("42"), 1);
    EXPECT_TRUE(projector_->caught_up());
}

TEST_F(ProjectorTest, AServiceWithoutViewsHasNothingToLookAt) {
    service_.views.clear();
    open();
    append("42", 1);
    projector_->look_at_views();
    settle();
    EXPECT_EQ(completed(), Position{1});
}

TEST_F(ProjectorTest, ViewsFoundBrokenInsideABatchAreRebuilt) {
    open();
    append_many(30);
    settle();
    views_.crash_process();
    open();
    views_.damage();
    append_many(5);
    settle_all();
    EXPECT_EQ(balance("0"), 6);
    EXPECT_EQ(completed(), Position{35});
}

TEST_F(ProjectorTest, BrokenViewsThatCannotBePreparedYetAreTriedAgain) {
    open();
    append_many(5);
    settle();
    views_.fail_write(1, views_errc::broken);
    troubled_.fail(Call::prepare, views_errc::no_space, 2);
    append("42", 1);
    settle();
    settle_all();
    EXPECT_EQ(balance("42"), 1);
    EXPECT_EQ(completed(), Position{6});
}

TEST_F(ProjectorTest, ViewsThatCannotBePreparedAtTheStartAreAnErrorOfTheStart) {
    troubled_.fail(Call::prepare, views_errc::busy);
    EXPECT_EQ(start().error().code, views_errc::busy);
}

TEST_F(ProjectorTest, AViewThatCannotBeServedYetIsServedLater) {
    open();
    append("42", 1);
    troubled_.fail(Call::serve, views_errc::busy, 2);
    settle_all();
    EXPECT_TRUE(projector_->serving(balances));
    EXPECT_EQ(balance("42"), 1);
}

TEST_F(ProjectorTest, AFatalErrorOfTheReadModelEndsTheLoop) {
    open();
    append("42", 1);
    troubled_.fail(Call::write, store_errc::write_failed);
    EXPECT_EQ(projector_->advance().error().code, store_errc::write_failed);
}

TEST_F(ProjectorTest, AReadModelThatStaysAwayMakesTheServiceUnready) {
    open();
    append("42", 1);
    settle();
    troubled_.fail(Call::write, views_errc::busy, 100);
    append("42", 1);
    settle();
    EXPECT_FALSE(projector_->failing());
    for (int i = 0; i < 50; ++i) {
        wait_until(projector_->wake_at());
        settle();
    }
    EXPECT_TRUE(projector_->failing());
    settle_all();
    EXPECT_FALSE(projector_->failing());
    EXPECT_EQ(balance("42"), 2);
}

TEST_F(ProjectorTest, ARebuildThatCannotBeginChangesNothing) {
    open();
    append("42", 1);
    settle();
    troubled_.fail(Call::reset, views_errc::busy);
    EXPECT_EQ(projector_->rebuild(balances).error().code, views_errc::busy);
    EXPECT_EQ(balance("42"), 1);
    EXPECT_TRUE(projector_->serving(balances));
}

TEST_F(ProjectorTest, ARebuildThatFindsTheViewsBrokenMakesThemAnew) {
    open();
    append("42", 1);
    settle();
    views_.damage();
    EXPECT_EQ(projector_->rebuild(balances).error().code, views_errc::broken);
    EXPECT_EQ(projector_->rebuild(balances).error().code, views_errc::broken);
    settle_all();
    EXPECT_EQ(balance("42"), 1);
    EXPECT_EQ(movements_of("42"), 1u);
}

TEST_F(ProjectorTest, WhenAViewShowedAPositionIsUnknownWhileTheReadModelIsAway) {
    open();
    append("42", 1);
    settle();
    troubled_.fail(Call::reached, views_errc::busy);
    EXPECT_EQ(projector_->reached(Position{1})[0].at, std::nullopt);
    EXPECT_TRUE(projector_->reached(Position{1})[0].at);
}

TEST_F(ProjectorTest, TroubleWhileAViewIsRebuiltHoldsNobodyUpForLong) {
    open();
    append_many(7);
    settle();
    ASSERT_TRUE(projector_->rebuild(movements));
    troubled_.fail(Call::write, views_errc::busy);
    settle_all();
    EXPECT_EQ(movements_of("0"), 1u);
    EXPECT_EQ(completed(), Position{7});
}

}  // namespace
}  // namespace hapax
