// Goal: whatever the author's code or the read model does, no event is missed or counted twice, and what can be tried
// again is. Method: views of money whose code is sabotaged, and a read model that fails as told.
#include <gtest/gtest.h>

#include "application/projector/view_run.hpp"
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

// ---- what authors write

// Rows and keys as a test wants them.
class OddView final : public ProjectionType {
 public:
    OddView(std::string table, RowKind kind) {
        schema_ = {
            std::move(table), 1, kind, kind == RowKind::folded ? "account" : "", {{"amount", ColumnType::integer}}, {}};
    }
    const ViewSchema& schema() const override { return schema_; }
    bool handles(std::string_view, std::string_view) const override { return true; }
    std::optional<std::string> key(std::string_view, const EventView&, const Meta&) const override {
        if (key_throws) throw std::runtime_error("no key");
        return wanted_key;
    }
    Result<void> fold(FoldedRow& row, std::string_view, const EventView&, const Meta&) const override {
        row = wanted_row.value();
        return {};
    }
    Result<std::optional<Row>> row(std::string_view, const EventView&, const Meta&) const override {
        return wanted_row;
    }
    std::string render(std::string_view, const Row&) const override { return "{}"; }

    ViewSchema schema_;
    bool key_throws = false;
    std::optional<std::string> wanted_key = "k";
    Result<std::optional<Row>> wanted_row = Row{std::int64_t{1}};
};

class OddViewTest : public ProjectorTest {
 protected:
    OddView& add(RowKind kind) {
        service_.views.clear();
        service_.views.push_back(std::make_unique<OddView>("odd", kind));
        return static_cast<OddView&>(*service_.views[0]);
    }
    bool fails() {
        open();
        append("42", 1);
        settle_all();
        return projector_->failed(0);
    }
};

TEST_F(OddViewTest, AKeyThatThrowsFailsTheView) {
    add(RowKind::folded).key_throws = true;
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnEventWithoutAKeyIsNobodys) {
    add(RowKind::folded).wanted_key.reset();
    EXPECT_FALSE(fails());
    EXPECT_EQ(completed(), Position{1});
    EXPECT_EQ(views_.make_reader()->list({0, "", {}, "", 10})->rows.size(), 0u);
}

TEST_F(OddViewTest, AFoldedRowThatDoesNotFitFailsTheView) {
    add(RowKind::folded).wanted_row = Row{std::string("text")};
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnAppendedRowThatDoesNotFitFailsTheView) {
    add(RowKind::appended).wanted_row = Row{std::int64_t{1}, std::int64_t{2}};
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnAppendedRowThatCannotBeMadeFailsTheView) {
    add(RowKind::appended).wanted_row = fail(model_errc::unreadable_event, "as told");
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnEventWithoutARowIsPassedOver) {
    add(RowKind::appended).wanted_row = std::optional<Row>();
    EXPECT_FALSE(fails());
    EXPECT_EQ(completed(), Position{1});
}

// ---- several views at several places

class ManyViewsTest : public ProjectorTest {
 protected:
    ManyViewsTest() {
        for (const char* name : {"second", "third"}) {
            auto view = std::make_unique<BalanceView>();
            view->schema_.table = name;
            service_.views.push_back(std::move(view));
        }
        options_.live.records_max = options_.slice.records_max = 10;
    }
    void step(int times) {
        for (int i = 0; i < times; ++i) ASSERT_TRUE(projector_->advance().value());
    }
    void expect_all_shown() {
        settle_all();
        for (std::uint32_t view = 0; view < service_.views.size(); ++view) {
            EXPECT_EQ(projector_->checkpoint(view).position, store_->durable()) << view;
        }
        for (const std::uint32_t view : {0u, 2u, 3u}) {
            const auto row = views_.make_reader()->get(view, "0");
            EXPECT_EQ(std::get<std::int64_t>((**row)[0]), 15) << view;
        }
    }
};

TEST_F(ManyViewsTest, ALaterOneThatIsFurtherBehindGoesFirst) {
    open();
    append_many(100);
    settle();
    ASSERT_TRUE(projector_->rebuild(2));
    step(2);
    ASSERT_TRUE(projector_->rebuild(3));
    expect_all_shown();
}

TEST_F(ManyViewsTest, AnEarlierOneThatIsFurtherBehindGoesFirst) {
    open();
    append_many(100);
    settle();
    ASSERT_TRUE(projector_->rebuild(3));
    step(2);
    ASSERT_TRUE(projector_->rebuild(2));
    expect_all_shown();
}

TEST_F(ManyViewsTest, TwoAtTheSamePlaceGoTogether) {
    open();
    append_many(100);
    settle();
    ASSERT_TRUE(projector_->rebuild(2));
    ASSERT_TRUE(projector_->rebuild(3));
    expect_all_shown();
}

TEST_F(ProjectorTest, AViewThatWasHeldUpCatchesUpWithTheOneBeforeIt) {
    movement_view().sabotage = {"13", 2, {}};
    open();
    append("42", 1);
    settle();
    append("42", 13);
    append("42", 8);
    settle();
    EXPECT_EQ(projector_->checkpoint(movements).position, Position{1});
    append("42", 8);
    wait_until(projector_->wake_at());
    settle_all();
    EXPECT_EQ(movements_of("42"), 4u);
    EXPECT_EQ(completed(), Position{4});
}

}  // namespace
}  // namespace hapax
