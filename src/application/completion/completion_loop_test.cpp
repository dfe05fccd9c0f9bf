// Goal: the loop projects what is durable, tells who follows how far it came, and never goes on over lost history.
#include "application/completion/completion_loop.hpp"

#include <gtest/gtest.h>

#include "support/projector_fixture.hpp"

namespace hapax {
namespace {

class CompletionLoopTest : public ProjectorTest {
 protected:
    void SetUp() override {
        store_ = std::make_unique<MoodyStore>();
        open();
        loop_.emplace(
            *projector_, runtime_, metrics_, log_, std::vector<Verdicts*>{},
            [this](Position position) { told_.push_back(position); },
            [this](std::uint32_t view, Position shown) { readers_told_.push_back({view, shown}); });
    }
    MoodyStore& moody() { return static_cast<MoodyStore&>(*store_); }
    void run_to_its_end() {
        loop_->close();
        loop_->run();
    }

    std::optional<CompletionLoop> loop_;
    std::vector<Position> told_;
    std::vector<std::pair<std::uint32_t, Position>> readers_told_;
};

TEST_F(CompletionLoopTest, WhatIsDurableIsProjectedBeforeTheEnd) {
    append_many(30);
    run_to_its_end();
    EXPECT_EQ(completed(), Position{30});
    EXPECT_TRUE(told_.empty()) << "nobody listens";
}

TEST_F(CompletionLoopTest, WhoFollowsHearsEachPositionOnce) {
    append("42", 1);
    loop_->inbox().push(FeedsListen{true});
    loop_->round();
    loop_->round();
    append("42", 1);
    loop_->inbox().push(Advanced{});
    run_to_its_end();
    EXPECT_EQ(told_, (std::vector{Position{1}, Position{2}}));
}

TEST_F(CompletionLoopTest, WhoFollowsNoMoreHearsNothing) {
    loop_->inbox().push(FeedsListen{true});
    loop_->inbox().push(FeedsListen{false});
    append("42", 1);
    run_to_its_end();
    EXPECT_TRUE(told_.empty());
}

using ReadersTold = std::vector<std::pair<std::uint32_t, Position>>;

TEST_F(CompletionLoopTest, AReaderHearsOnceThatTheViewShowsWhatHeWaitsFor) {
    append("42", 1);
    loop_->inbox().push(AwaitedView{movements, Position{2}});
    loop_->round();
    EXPECT_EQ(readers_told_, ReadersTold{});
    append("42", 1);
    append("42", 1);
    loop_->inbox().push(Advanced{});
    run_to_its_end();
    EXPECT_EQ(readers_told_, (ReadersTold{{movements, Position{3}}}));
}

// Readers ask again for what is beyond; so what they ask for takes no room that grows.
TEST_F(CompletionLoopTest, OfAllThatReadersWaitForTheLowestIsKept) {
    for (std::uint64_t position = 1000; position > 1; --position) {
        loop_->inbox().push(AwaitedView{movements, Position{position}});
    }
    append("42", 1);
    append("42", 1);
    loop_->round();
    EXPECT_EQ(readers_told_, (ReadersTold{{movements, Position{2}}}));
    append_many(8);
    loop_->inbox().push(Advanced{});
    run_to_its_end();
    EXPECT_EQ(readers_told_.size(), 1u) << "nobody asked again";
}

TEST_F(CompletionLoopTest, ReadersHearThatAViewIsBuiltAgain) {
    append("42", 1);
    loop_->inbox().push(AwaitedView{balances, Position{1}});
    loop_->round();
    loop_->round();
    views_.fail_write(1, views_errc::broken);
    append("42", 1);
    loop_->inbox().push(Advanced{});
    loop_->round();
    EXPECT_EQ(readers_told_, (ReadersTold{{balances, Position{1}}, {balances, Position{0}}}));
}

TEST_F(CompletionLoopTest, LostHistoryEndsTheProcess) {
    append("42", 1);
    moody().log_error = store_errc::history_lost;
    moody().log_reads_fail = 1;
    EXPECT_THROW(loop_->round(), ProcessEnded);
}

}  // namespace
}  // namespace hapax
