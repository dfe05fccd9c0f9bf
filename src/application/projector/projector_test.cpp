#include "application/projector/projector.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "simulation/views/sim_views.hpp"
#include "support/money_views.hpp"
#include "support/mortal_process.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {
namespace {

using simulation::SimViews;
using std::chrono::seconds;

class ProjectorTest : public testing::Test {
 protected:
    static constexpr std::uint32_t balances = 0;
    static constexpr std::uint32_t movements = 1;

    void open() { ASSERT_TRUE(start().has_value()); }
    Result<void> start() {
        projector_ =
            std::make_unique<Projector>(ProjectorPorts{service_, *store_, views_, runtime_, metrics_, log_}, options_);
        return projector_->open();
    }
    void append(const std::string& account, std::int64_t amount) { append(moved(account, amount, ++operations_)); }
    void append(const Commit& commit) {
        const auto outcomes = store_->append(std::vector{commit});
        ASSERT_TRUE(outcomes && (*outcomes)[0].status == AppendOutcome::Status::appended);
    }
    void append_many(int n) {
        for (int i = 0; i < n; ++i) append(std::to_string(i % 7), 1);
    }
    // Until there is nothing to do now.
    void settle() {
        for (int i = 0; i < 10'000; ++i) {
            const Result<bool> any = projector_->advance();
            ASSERT_TRUE(any.has_value()) << any.error().detail;
            if (!*any) return;
        }
        FAIL() << "the projector never comes to rest";
    }
    void wait_until(Instant at) { (void)runtime_.make_parker()->park(at); }
    // … and after everything that it wanted to try again.
    void settle_all() {
        settle();
        for (int i = 0; i < 100 && projector_->wake_at() != never; ++i) {
            wait_until(projector_->wake_at());
            settle();
        }
    }
    std::optional<std::int64_t> balance(const std::string& account) {
        const auto row = views_.make_reader()->get(balances, account);
        if (!row || !*row) return std::nullopt;
        return std::get<std::int64_t>((**row)[0]);
    }
    std::size_t movements_of(const std::string& account) {
        return views_.make_reader()->list({movements, "account", account, "", 1000}).value().rows.size();
    }
    BalanceView& balance_view() { return static_cast<BalanceView&>(*service_.views[balances]); }
    MovementView& movement_view() { return static_cast<MovementView&>(*service_.views[movements]); }
    Position completed() const { return projector_->completed_through(); }

    Service service_ = money_service();
    std::unique_ptr<EventStore> store_ = make_memory_store({.store_id = Uuid::v7(1, 2, 3)});
    SimViews views_;
    SoloRuntime runtime_;
    NullMetrics metrics_;
    NullLog log_;
    ProjectorOptions options_;
    std::unique_ptr<Projector> projector_;
    std::uint64_t operations_ = 0;
};

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

// ---- what fails

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
