#include <gtest/gtest.h>

#include "books.hpp"
#include <hapax/decision.hpp>

namespace hapax {
namespace {

using namespace books;

TEST(Decision, HoldsEventsInOrder) {
    Decision<Book> decision{BookBought{"Emma"}, BookLent{"ann", 1}};
    decision.add(BookReturned{});
    ASSERT_EQ(decision.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<BookBought>(decision[0]));
    EXPECT_TRUE(std::holds_alternative<BookLent>(decision[1]));
    EXPECT_TRUE(std::holds_alternative<BookReturned>(decision[2]));
}

TEST(Decision, IsNothingByDefault) {
    EXPECT_EQ(Decision<Book>{}.size(), 0U);
    EXPECT_FALSE(Decision<Book>{}.rejection());
}

TEST(Decision, CollectsEventsOneByOne) {
    Decision<Book> decision;
    decision.add(BookReturned{});
    decision.add(BookScrapped{});
    EXPECT_EQ(decision.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<BookReturned>(decision[0]));
}

TEST(Reject, TakesCodesThatClientsCanActOn) {
    EXPECT_EQ(reject("insufficient-funds").code, "insufficient-funds");
    EXPECT_EQ(reject("e2").code, "e2");
    for (const std::string& bad : {std::string(), std::string("No"), std::string("a b"), std::string("-a"),
                                   std::string("a-"), std::string("a_b"), std::string(65, 'a')}) {
        EXPECT_THROW((void)reject(bad), std::invalid_argument) << bad;
    }
}

}  // namespace
}  // namespace hapax
