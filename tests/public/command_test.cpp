#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "books.hpp"
#include <hapax/command.hpp>

namespace careless {

struct Written {
    std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Written, (), (n))
struct Page {
    static constexpr std::string_view stream = "page";
    using Events = hapax::Events<Written>;
    hapax::Quantity<struct Ink> ink;
};
BOOST_DESCRIBE_STRUCT(Page, (), (ink))
inline void evolve(Page& p, const Written& e) {
    p.ink += {e.n};
}
struct Write {
    std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Write, (), (n))
inline hapax::Decision<Page> decide(const Page&, const Write& c) {
    if (c.n == 0) throw std::runtime_error("nothing to write");
    if (c.n < 0) return hapax::reject("Not A Code");
    return Written{c.n};
}

}  // namespace careless

namespace hapax {
namespace {

using namespace books;
using testing::ElementsAre;
using testing::Field;

const AggregateOf<Book> book;
const CommandOf<Book, Lend> lend(book);
const CommandOf<Book, Return> give_back(book);
const CommandOf<Book, Scrap> scrap(book);

Meta by_ann() {
    Meta meta;
    meta.caller = {"", "ann"};
    meta.stream_id = "7";
    return meta;
}

Decided decide_on(AggregateState& state, const CommandType& type, std::string_view body) {
    const auto decoded = type.decode(body);
    EXPECT_TRUE(decoded);
    return type.decide(state, *decoded->command, by_ann());
}

TEST(CommandOf, DecodesOnceIntoACommandAndItsCanonicalText) {
    const auto decoded = lend.decode(" { \"days\" : 14 } ");
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->canonical, R"({"days":14})");
}

TEST(CommandOf, TellsSyntaxFromFields) {
    for (const char* bad : {"", "{", "nonsense", R"({"days":1,"days":2})", "{\"days\":1}x", "\xff"}) {
        const auto decoded = lend.decode(bad);
        ASSERT_FALSE(decoded) << bad;
        EXPECT_TRUE(decoded.error().syntax) << bad;
        EXPECT_FALSE(decoded.error().detail.empty());
    }
    for (const char* bad :
         {"{}", "[]", "1", R"({"days":0})", R"({"days":366})", R"({"days":1.0})", R"({"days":1,"x":2})"}) {
        const auto decoded = lend.decode(bad);
        ASSERT_FALSE(decoded) << bad;
        EXPECT_FALSE(decoded.error().syntax) << bad;
        EXPECT_EQ(decoded.error().errors.size(), 1U);
    }
}

TEST(CommandOf, TakesNoBodyForACommandWithoutMembers) {
    const auto decoded = give_back.decode("");
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->canonical, "{}");
    EXPECT_FALSE(give_back.decode(R"({"x":1})"));
}

TEST(CommandOf, EvolvesTheStateByWhatItDecided) {
    const auto state = book.initial();
    state_of<Book>(*state).exists = true;
    const Decided decided = decide_on(*state, lend, R"({"days":3})");
    EXPECT_THAT(decided.events, ElementsAre(EventData{"BookLent", 1, R"({"to":"ann","days":3})"}));
    EXPECT_EQ(decided.reply, R"({"lendings":1})");
    EXPECT_EQ(state_of<Book>(*state).with, "ann");
}

TEST(CommandOf, LeavesTheStateAloneWhenItRejects) {
    const auto state = book.initial();
    state_of<Book>(*state) = {true, "bob", 1};
    const std::string before = book.save(*state);
    const Decided decided = decide_on(*state, lend, R"({"days":3})");
    ASSERT_TRUE(decided.rejection);
    EXPECT_EQ(decided.rejection->code, "book-is-lent");
    EXPECT_EQ(decided.rejection->detail, "Somebody else has it.");
    EXPECT_EQ(decided.rejection->fields, R"({"reader":"bob"})");
    EXPECT_TRUE(decided.events.empty());
    EXPECT_EQ(decided.reply, "");
    EXPECT_EQ(book.save(*state), before);
}

TEST(CommandOf, DecidesOnSeveralEventsOrNone) {
    const auto state = book.initial();
    state_of<Book>(*state) = {true, "bob", 1};
    EXPECT_THAT(decide_on(*state, scrap, "").events,
                ElementsAre(Field(&EventData::type, "BookReturned"), Field(&EventData::type, "BookScrapped")));
    const Decided nothing = decide_on(*state, give_back, "{}");
    EXPECT_TRUE(nothing.events.empty());
    EXPECT_FALSE(nothing.rejection);
}

TEST(CommandOf, LetsTheAuthorsExceptionsThrough) {
    const AggregateOf<careless::Page> page;
    const CommandOf<careless::Page, careless::Write> write(page);
    const auto state = page.initial();
    EXPECT_THROW(decide_on(*state, write, R"({"n":0})"), std::runtime_error);
    EXPECT_THROW(decide_on(*state, write, R"({"n":-1})"), std::invalid_argument);
    decide_on(*state, write, R"({"n":9223372036854775807})");
    EXPECT_THROW(decide_on(*state, write, R"({"n":1})"), std::overflow_error);
}

TEST(CommandOfDeathTest, StopsWhenGivenAnotherCommand) {
    const auto state = book.initial();
    const auto decoded = scrap.decode("");
    EXPECT_DEATH((void)lend.decide(*state, *decoded->command, by_ann()), "another command's type");
}

}  // namespace
}  // namespace hapax
