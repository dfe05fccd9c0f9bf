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
        loop_.emplace(*projector_, runtime_, metrics_, log_, std::vector<Verdicts*>{},
                      [this](Position position) { told_.push_back(position); });
    }
    MoodyStore& moody() { return static_cast<MoodyStore&>(*store_); }
    void run_to_its_end() {
        loop_->close();
        loop_->run();
    }

    std::optional<CompletionLoop> loop_;
    std::vector<Position> told_;
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

TEST_F(CompletionLoopTest, LostHistoryEndsTheProcess) {
    append("42", 1);
    moody().log_error = store_errc::history_lost;
    moody().log_reads_fail = 1;
    EXPECT_THROW(loop_->round(), ProcessEnded);
}

}  // namespace
}  // namespace hapax
