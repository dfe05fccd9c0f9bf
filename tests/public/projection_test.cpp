#include <gtest/gtest.h>

#include "books.hpp"
#include <hapax/projection.hpp>
#include <hapax/view_type.hpp>

namespace hapax {
namespace {

using namespace books;

Meta meta() {
    Meta m;
    m.stream_id = "7";
    m.recorded_at = {1'000'000};
    return m;
}
const EventView bought{"BookBought", 1, R"({"title":"Emma"})"};
const EventView lent{"BookLent", 1, R"({"to":"ann","days":3})"};
const EventView lent_long{"BookLent", 1, R"({"to":"bob","days":31})"};
const EventView scrapped{"BookScrapped", 1, "{}"};
const EventView garbage{"BookLent", 1, "{"};

template <class V, class... A>
ViewOf<V> view() {
    ViewOf<V> v;
    (v.template feed<A>(), ...);
    return v;
}

TEST(FoldedView, HasTheAggregatesNameAsKeyColumn) {
    const auto shelf = view<Shelf, Book>();
    EXPECT_EQ(shelf.schema(), (ViewSchema{"shelf",
                                          2,
                                          RowKind::folded,
                                          "book",
                                          {{"title", ColumnType::text, false}, {"lent", ColumnType::integer, false}},
                                          {},
                                          true}));
}

TEST(FoldedView, FoldsFromNothingToARowAndBack) {
    const auto shelf = view<Shelf, Book>();
    FoldedRow row;
    ASSERT_TRUE(shelf.fold(row, "book", bought, meta()));
    EXPECT_EQ(row, (Row{"Emma", std::int64_t{0}}));
    ASSERT_TRUE(shelf.fold(row, "book", lent, meta()));
    EXPECT_EQ(shelf.render("7", *row), R"({"book":"7","title":"Emma","lent":true})");
    ASSERT_TRUE(shelf.fold(row, "book", scrapped, meta()));
    EXPECT_FALSE(row);
}

TEST(FoldedView, ShowsARowThatDoesNotFitAsItIsStored) {
    EXPECT_EQ((view<Shelf, Book>().render("7", {"Emma", "yes"})), R"({"book":"7","title":"Emma","lent":"yes"})");
}

TEST(FoldedView, KeysItsRowsByTheAggregate) {
    EXPECT_EQ((view<Shelf, Book>().key("book", lent, meta())), "7");
}

TEST(FoldedView, RefusesWhatItCannotRead) {
    const auto shelf = view<Shelf, Book>();
    FoldedRow row = Row{"Emma"};
    EXPECT_EQ(shelf.fold(row, "book", garbage, meta()).error().code, model_errc::unreadable_event);
    EXPECT_EQ(shelf.fold(row, "book", lent, meta()).error().code, view_errc::unreadable_row);
}

TEST(KeyedView, TakesEventsOfSeveralAggregates) {
    const auto readers = view<Reader, Book, Fine>();
    EXPECT_EQ(readers.schema().key_column, "reader");
    EXPECT_EQ(readers.key("book", lent, meta()), "ann");
    EXPECT_EQ(readers.key("fine", {"FinePaid", 1, R"({"reader":"cy","cents":9})"}, meta()), "cy");
    EXPECT_TRUE(readers.handles("book", "BookLent"));
    EXPECT_FALSE(readers.handles("book", "BookBought"));
    EXPECT_FALSE(readers.handles("fine", "BookLent"));
    EXPECT_FALSE(readers.key("book", bought, meta()));
}

TEST(KeyedView, LetsTheFoldSayWhatIsWrongWithAnEventWithoutAKey) {
    const auto readers = view<Reader, Book>();
    EXPECT_EQ(readers.key("book", garbage, meta()), "7");
    FoldedRow row;
    EXPECT_FALSE(readers.fold(row, "book", garbage, meta()));
}

TEST(AppendedView, HasARowForEachEventItTakes) {
    const auto loans = view<Loan, Book>();
    EXPECT_EQ(loans.schema().kind, RowKind::appended);
    EXPECT_EQ(loans.schema().key_column, "");
    const auto row = loans.row("book", lent, meta());
    ASSERT_TRUE(row && *row);
    EXPECT_EQ(**row, (Row{"7", "ann", "1970-01-01T00:00:01.000000Z"}));
    EXPECT_EQ(loans.render("", **row), R"({"book":"7","reader":"ann","at":"1970-01-01T00:00:01.000000Z"})");
    EXPECT_FALSE(loans.handles("book", "BookBought"));
    EXPECT_FALSE(loans.row("book", bought, meta()).value());
    EXPECT_FALSE(loans.row("book", garbage, meta()));
}

TEST(AppendedView, IsToldApartFromAnotherOfTheSameEvent) {
    const auto long_loans = view<LongLoan, Book>();
    EXPECT_FALSE(long_loans.row("book", lent, meta()).value());
    EXPECT_EQ(long_loans.row("book", lent_long, meta()).value(), (Row{"7", std::int64_t{31}}));
}

TEST(Index, KnowsTheNameOfItsMember) {
    EXPECT_EQ(detail::member_name<&Loan::reader>(), "reader");
    EXPECT_EQ(detail::member_name<&Loan::book>(), "book");
}

}  // namespace
}  // namespace hapax
