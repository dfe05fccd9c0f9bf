// What the documents say of a service that an author registered, and what fails when it breaks its clients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "books.hpp"
#include "codec/documents/openapi.hpp"
#include "codec/documents/openapi_lock.hpp"

namespace orders {

struct Ordered {
    std::int64_t pieces = 0;
};
BOOST_DESCRIBE_STRUCT(Ordered, (), (pieces))
struct Order {
    static constexpr std::string_view stream = "order";
    using Events = hapax::Events<Ordered>;
    std::int64_t pieces = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (pieces))
inline void evolve(Order& order, const Ordered& e) {
    order.pieces += e.pieces;
}

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)
enum class MoreColours { red, green, blue };
BOOST_DESCRIBE_ENUM(MoreColours, red, green, blue)

struct Item {
    std::string article;
};
BOOST_DESCRIBE_STRUCT(Item, (), (article))

// Versions of one command, all called Buy, to be compared.
struct Buy {
    std::int64_t pieces = 0;
    std::optional<std::string> note;
    Colour colour = Colour::red;
    std::vector<Item> extras;
};
BOOST_DESCRIBE_STRUCT(Buy, (), (pieces, note, colour, extras))

#define HAPAX_VERSION_OF_BUY(type, members, ...)        \
    struct type {                                       \
        static constexpr std::string_view name = "Buy"; \
        members                                         \
    };                                                  \
    BOOST_DESCRIBE_STRUCT(type, (), (__VA_ARGS__))

HAPAX_VERSION_OF_BUY(WithMore, std::int64_t pieces = 0; std::optional<std::string> note; MoreColours colour{};
                     std::vector<Item> extras; std::optional<bool> gift;, pieces, note, colour, extras, gift)
HAPAX_VERSION_OF_BUY(WithoutNote, std::int64_t pieces = 0; Colour colour{}; std::vector<Item> extras;
                     , pieces, colour, extras)
HAPAX_VERSION_OF_BUY(NoteRequired, std::int64_t pieces = 0; std::string note; Colour colour{}; std::vector<Item> extras;
                     , pieces, note, colour, extras)
HAPAX_VERSION_OF_BUY(WithNewRequired, std::int64_t pieces = 0; std::optional<std::string> note; Colour colour{};
                     std::vector<Item> extras; bool gift = false;, pieces, note, colour, extras, gift)
HAPAX_VERSION_OF_BUY(OtherType, std::string pieces; std::optional<std::string> note; Colour colour{};
                     std::vector<Item> extras;, pieces, note, colour, extras)
HAPAX_VERSION_OF_BUY(Narrower, std::int32_t pieces = 0; std::optional<std::string> note; Colour colour{};
                     std::vector<Item> extras;, pieces, note, colour, extras)

struct Total {
    std::int64_t total = 0;
    Colour colour{};
};
BOOST_DESCRIBE_STRUCT(Total, (), (total, colour))
template <class C>
hapax::Decision<Order> decide(const Order&, const C&) {
    return Ordered{1};
}
template <class C>
Total reply(const Order&, const C&) {
    return {};
}

template <class C>
hapax::Service served(bool deprecated = false, bool dropped = false) {
    hapax::App app{"orders"};
    auto routes = app.aggregate<Order>("/orders/{order}");
    if (!dropped) routes.template put<C>("/purchases/{operation}");
    if (deprecated) routes.deprecated("2026-01-31", "2026-12-31");
    app.aggregate<Order>("/v2/orders/{order}").template put<C>("/purchases/{operation}");
    return app.build();
}

}  // namespace orders

namespace hapax {
namespace {

using orders::served;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string& released() {
    static const std::string text = check_openapi_lock("", served<orders::Buy>()).text;
    return text;
}

template <class C>
std::vector<std::string> broken_by() {
    return check_openapi_lock(released(), served<C>()).broken;
}

TEST(OpenApiLock, HoldsWhatWasReleased) {
    const LockCheck check = check_openapi_lock(released(), served<orders::Buy>());
    EXPECT_THAT(check.broken, IsEmpty());
    EXPECT_FALSE(check.stale);
    EXPECT_THAT(released(), HasSubstr("route put /orders/{order}/purchases/{operation}\n"
                                      "  request pieces integer -9223372036854775808..9223372036854775807\n"
                                      "  request note text?\n"
                                      "  request colour choice(red|green)\n"
                                      "  request extras list\n"
                                      "  request extras[] object\n"
                                      "  request extras[].article text\n"));
}

TEST(OpenApiLock, TakesWhatBreaksNobody) {
    const LockCheck check = check_openapi_lock(released(), served<orders::WithMore>());
    EXPECT_THAT(check.broken, IsEmpty());
    EXPECT_TRUE(check.stale);
}

TEST(OpenApiLock, BreaksWhenARequestBecomesNarrower) {
    EXPECT_THAT(broken_by<orders::WithoutNote>(), testing::Each(HasSubstr("field note of the request is gone")));
    EXPECT_THAT(broken_by<orders::WithoutNote>(), testing::SizeIs(2));
    EXPECT_THAT(broken_by<orders::NoteRequired>(), testing::Contains(HasSubstr("note of the request became required")));
    EXPECT_THAT(broken_by<orders::WithNewRequired>(), testing::Contains(HasSubstr("gift of the request is new")));
    EXPECT_THAT(broken_by<orders::OtherType>(), testing::Contains(HasSubstr("was integer and is text")));
    EXPECT_THAT(broken_by<orders::Narrower>(), testing::Contains(HasSubstr("takes -2147483648..2147483647")));
}

TEST(OpenApiLock, BreaksWhenAnAnswerHoldsLess) {
    const std::string& more = released();
    const auto replaced = [&](std::string_view line, std::string_view by) {
        std::string text = more;
        for (std::size_t at = text.find(line); at != std::string::npos; at = text.find(line, at + by.size())) {
            text.replace(at, line.size(), by);
        }
        return check_openapi_lock(text, served<orders::Buy>()).broken;
    };
    EXPECT_THAT(replaced("  answer status", "  answer gone text\n  answer status"),
                testing::Each(HasSubstr("field gone of the answer is gone")));
    EXPECT_THAT(replaced("  answer stream text", "  answer stream uuid"), testing::Each(HasSubstr("was uuid")));
    EXPECT_THAT(replaced("  answer stream text", "  answer stream text?"), IsEmpty());
}

TEST(OpenApiLock, ARouteMayGoOnlyAfterItWasDeprecated) {
    EXPECT_THAT(check_openapi_lock(released(), served<orders::Buy>(false, true)).broken,
                ElementsAre(HasSubstr("is gone"), HasSubstr("is gone")));
    const std::string going = check_openapi_lock(released(), served<orders::Buy>(true)).text;
    EXPECT_THAT(going, HasSubstr("route put /orders/{order}/purchases/{operation} deprecated\n"));
    EXPECT_THAT(check_openapi_lock(going, served<orders::Buy>(false, true)).broken, IsEmpty());
}

TEST(OpenApiLock, TellsALineThatIsNone) {
    for (const char* line : {"route", "route put", "  request a", "request a b", "route put /a sunset", "x y z"}) {
        EXPECT_THAT(check_openapi_lock(std::string(line) + "\n", served<orders::Buy>()).broken,
                    testing::Contains(HasSubstr("not a line")))
            << line;
    }
}

TEST(OpenApi, AGuardedRouteSaysWhatLetsThroughAndNoOtherDoes) {
    App app{"orders"};
    app.aggregate<orders::Order>("/orders/{order}")
        .put<orders::Buy>("/purchases/{operation}")
        .guard_duplicates(std::chrono::seconds(30))
        .post<orders::Buy>("/others");
    const std::string text = openapi_json(app.build());
    const std::string reference = "#/components/parameters/AllowDuplicate";
    EXPECT_LT(text.find("/purchases/{operation}"), text.find(reference));
    EXPECT_EQ(text.find(reference), text.rfind(reference));
}

TEST(OpenApi, TwoVersionsOfARouteStandSideBySide) {
    const std::string text = openapi_json(served<orders::Buy>(true));
    EXPECT_THAT(text, HasSubstr(R"("operationId":"buy","summary":"Buy.","tags":["order"],"deprecated":true)"));
    EXPECT_THAT(text, HasSubstr(R"("operationId":"buy2")"));
    EXPECT_THAT(text, HasSubstr(R"("Sunset":{"$ref")"));
}

TEST(OpenApi, DescribesWhatTheAuthorDescribed) {
    const std::string text = openapi_json(books::books_app().build());
    EXPECT_THAT(text, HasSubstr(R"("minimum":1,"maximum":365)"));
    EXPECT_THAT(text, HasSubstr(R"("LendCompleted":{"type":"object")"));
    EXPECT_THAT(text, HasSubstr(R"("/readers/{reader}":{"get":{"operationId":"getReader")"));
    EXPECT_THAT(text, HasSubstr(R"("delete":{"operationId":"scrap")"));
}

std::string fault_of(std::string_view since, std::string_view sunset) {
    App app{"orders"};
    app.aggregate<orders::Order>("/orders/{order}")
        .put<orders::Buy>("/purchases/{operation}")
        .deprecated(since, sunset);
    try {
        app.build();
    } catch (const AppError& error) {
        return error.what();
    }
    return "";
}

TEST(Deprecated, NeedsTwoDaysInOrderAfterARoute) {
    EXPECT_EQ(fault_of("2026-01-31", "2026-12-31"), "");
    EXPECT_THAT(fault_of("2026-12-31", "2026-12-31"), HasSubstr("a sunset that is not after"));
    EXPECT_THAT(fault_of("31.1.2026", "2026-12-31"), HasSubstr("needs two days"));
    EXPECT_THAT(fault_of("2026-02-30", "2026-12-31"), HasSubstr("needs two days"));
    App app{"orders"};
    app.aggregate<orders::Order>("/orders/{order}").deprecated("2026-01-31", "2026-12-31");
    EXPECT_THROW(app.build(), AppError);
}

}  // namespace
}  // namespace hapax
