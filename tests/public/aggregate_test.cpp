#include <gtest/gtest.h>

#include "books.hpp"
#include <hapax/aggregate.hpp>

namespace hapax {
namespace {

using namespace books;

const AggregateOf<Book> type;

TEST(AggregateOf, FoldsEventsByName) {
    const auto state = type.initial();
    EXPECT_TRUE(type.evolve(*state, {"BookBought", 1, R"({"title":"Emma"})"}));
    EXPECT_TRUE(type.evolve(*state, {"BookLent", 1, R"({"to":"ann","days":3})"}));
    EXPECT_TRUE(state_of<Book>(*state).exists);
    EXPECT_EQ(state_of<Book>(*state).with, "ann");
}

TEST(AggregateOf, RefusesEventsThatItDoesNotKnowOrCannotRead) {
    const auto state = type.initial();
    const auto unknown = type.evolve(*state, {"BookBurnt", 1, "{}"});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, model_errc::unknown_event);
    const auto unreadable = type.evolve(*state, {"BookBought", 1, R"({"title":1})"});
    ASSERT_FALSE(unreadable);
    EXPECT_EQ(unreadable.error().code, model_errc::unreadable_event);
}

TEST(AggregateOf, SavesAndRestoresItsState) {
    const auto state = type.initial();
    state_of<Book>(*state) = {true, "ann", 7};
    const std::string saved = type.save(*state);
    EXPECT_EQ(saved, R"({"exists":true,"with":"ann","lendings":7})");
    const auto restored = type.restore(saved);
    ASSERT_TRUE(restored);
    EXPECT_EQ(type.save(**restored), saved);
}

TEST(AggregateOf, RefusesASnapshotOfSomethingElse) {
    for (const char* text : {"", "{}", "[]", R"({"exists":1,"lendings":7})", "{\"exists\":true"}) {
        const auto restored = type.restore(text);
        ASSERT_FALSE(restored) << text;
        EXPECT_EQ(restored.error().code, model_errc::unreadable_state);
    }
}

TEST(AggregateOf, HasAFoldIdThatNeverChangesForTheSameShape) {
    EXPECT_EQ(type.fold_id(), shape_hash("book {exists: boolean, with: text?, lendings: integer}"));
    EXPECT_NE(type.fold_id(), AggregateOf<Fine>().fold_id());
}

TEST(AggregateOf, CountsTheBytesOfItsState) {
    const auto state = type.initial();
    const std::size_t empty = state->bytes();
    state_of<Book>(*state).with = std::string(1000, 'x');
    EXPECT_GE(state->bytes(), empty + 1000);
}

TEST(AggregateOf, DescribesItsEvents) {
    const auto events = type.events();
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[1], (EventShape{"book", "BookLent", 1, {}, {{"to", "text"}, {"days", "integer"}}}));
}

TEST(AggregateOfDeathTest, StopsWhenGivenAnotherAggregatesState) {
    const auto fine = AggregateOf<Fine>().initial();
    EXPECT_DEATH((void)type.evolve(*fine, {"BookReturned", 1, "{}"}), "another aggregate's type");
}

}  // namespace
}  // namespace hapax
