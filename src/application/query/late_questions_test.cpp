// Goal: a read that names a position is answered when its view shows it, or told in time that it does not.
#include "application/query/late_questions.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

using std::chrono::seconds;

class LateQuestionsTest : public testing::Test {
 protected:
    static Question question(std::uint32_t view, std::uint64_t at_least, int until = 100) {
        Question q;
        q.view = view;
        q.at_least = Position{at_least};
        q.late_at = Instant(seconds(until));
        return q;
    }
    void take(int now) {
        ready.clear();
        over.clear();
        late.take(Instant(seconds(now)), ready, over);
    }

    std::vector<std::pair<std::uint32_t, std::uint64_t>> asked;
    LateQuestions late{2, [this](std::uint32_t view, Position position) { asked.push_back({view, position.value}); }};
    std::vector<Question> ready;
    std::vector<Question> over;
};

using Asked = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

TEST_F(LateQuestionsTest, ReadsAsItIsWaitForNothing) {
    EXPECT_TRUE(late.shown(question(0, 0)));
    EXPECT_FALSE(late.shown(question(0, 1)));
    late.told(0, Position{1});
    EXPECT_TRUE(late.shown(question(0, 1)));
    EXPECT_FALSE(late.shown(question(1, 1))) << "another view";
}

TEST_F(LateQuestionsTest, OfEachViewTheLowestIsAskedAfter) {
    late.park(question(0, 7));
    late.park(question(0, 9));
    late.park(question(1, 3));
    late.park(question(0, 5));
    EXPECT_EQ(asked, (Asked{{0, 7}, {1, 3}, {0, 5}}));
}

TEST_F(LateQuestionsTest, WhatIsShownIsReadyAndTheNextIsAskedAfter) {
    late.park(question(0, 5));
    late.park(question(0, 9));
    late.told(0, Position{6});
    take(0);
    ASSERT_EQ(ready.size(), 1u);
    EXPECT_EQ(ready[0].at_least, Position{5});
    EXPECT_EQ(asked, (Asked{{0, 5}, {0, 9}}));
    late.told(0, Position{9});
    take(0);
    EXPECT_EQ(ready.size(), 1u);
    EXPECT_EQ(late.first_end(), never);
}

TEST_F(LateQuestionsTest, AWaitThatIsOverEndsIt) {
    late.park(question(0, 5, 20));
    late.park(question(0, 6, 10));
    EXPECT_EQ(late.first_end(), Instant(seconds(10)));
    take(9);
    EXPECT_TRUE(over.empty());
    take(10);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].at_least, Position{6});
    EXPECT_EQ(late.first_end(), Instant(seconds(20)));
}

TEST_F(LateQuestionsTest, AViewThatIsBuiltAgainShowsLess) {
    late.told(0, Position{9});
    late.told(0, Position{0});
    EXPECT_FALSE(late.shown(question(0, 5)));
    late.park(question(0, 5));
    EXPECT_EQ(asked, (Asked{{0, 5}}));
}

// Whoever tells has forgotten what was asked before: it was told.
TEST_F(LateQuestionsTest, WhatWasToldBeforeAViewIsBuiltAgainIsAskedAfterAgain) {
    late.park(question(0, 5));
    late.told(0, Position{5});
    take(0);
    late.park(question(0, 8));
    late.told(0, Position{0});
    take(0);
    late.park(question(0, 9));
    EXPECT_EQ(asked, (Asked{{0, 5}, {0, 8}, {0, 8}}));
    late.told(0, Position{9});
    take(0);
    EXPECT_EQ(ready.size(), 2u);
}

TEST_F(LateQuestionsTest, AViewThatIsBuiltAgainWhileNobodyWaitsIsAskedAfterWhenSomebodyDoes) {
    late.park(question(0, 5));
    late.told(0, Position{5});
    take(0);
    late.told(0, Position{0});
    late.park(question(0, 6));
    EXPECT_EQ(asked, (Asked{{0, 5}, {0, 6}}));
}

TEST_F(LateQuestionsTest, AtTheEndNobodyIsForgotten) {
    late.park(question(0, 5));
    late.park(question(1, 5));
    late.take_all(over);
    EXPECT_EQ(over.size(), 2u);
    EXPECT_EQ(late.size(), 0u);
}

}  // namespace
}  // namespace hapax
