#include <sstream>

#include <gtest/gtest.h>

#include "books.hpp"
#include <hapax/testing.hpp>

namespace hapax {
namespace {

using namespace books;

const Caller ann{"", "ann"};

TEST(GivenWhenThen, PassesWhenTheDecisionIsAsExpected) {
    EXPECT_TRUE(given<Book>().when(Buy{"Emma"}).then(BookBought{"Emma"}));
    EXPECT_TRUE(given<Book>(BookBought{"Emma"}).by(ann).when(Lend{3}).then(BookLent{"ann", 3}));
    EXPECT_TRUE(given<Book>(BookBought{"Emma"}).when(Lend{3}).then_replied(R"({"lendings":1})"));
    EXPECT_TRUE(given<Book>(BookBought{"Emma"}, BookLent{"ann", 3}).when(Lend{3}).then_rejected("book-is-lent"));
    EXPECT_TRUE(given<Book>(BookBought{"Emma"}).when(Return{}).then_nothing());
    EXPECT_TRUE(given<Book>(BookBought{"Emma"}, BookLent{"ann", 3}).when(Scrap{}).then(BookReturned{}, BookScrapped{}));
}

TEST(GivenWhenThen, FailsWhenTheDecisionIsAnother) {
    EXPECT_FALSE(given<Book>().when(Buy{"Emma"}).then(BookBought{"Ema"}));
    EXPECT_FALSE(given<Book>().when(Buy{"Emma"}).then_nothing());
    EXPECT_FALSE(given<Book>().when(Buy{"Emma"}).then_rejected("book-exists"));
    EXPECT_FALSE(given<Book>().when(Lend{3}).then_nothing());
    EXPECT_FALSE(given<Book>().when(Lend{3}).then_rejected("book-is-lent"));
    EXPECT_FALSE(
        given<Book>(BookBought{"Emma"}, BookLent{"ann", 3}).when(Scrap{}).then(BookScrapped{}, BookReturned{}));
}

TEST(GivenWhenThen, TellsItsStory) {
    const Check check = given<Book>().when(Lend{3}).then(BookLent{"ann", 3});
    EXPECT_EQ(check.story(), "expected BookLent{\"to\":\"ann\",\"days\":3}\n     got rejected: no-such-book");
    EXPECT_EQ(testing::AssertionResult(check).message(), check.story());
    std::ostringstream out;
    out << check;
    EXPECT_EQ(out.str(), check.story());
}

}  // namespace
}  // namespace hapax
