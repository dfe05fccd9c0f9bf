#include "codec/catalogue.hpp"

#include <array>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "codec/json_write.hpp"

namespace shop {

struct Opened {
    std::string owner;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (owner))

// Schema 1 had "sum" in whole units, schema 2 "amount" in cents, schema 3 added a currency.
struct Paid {
    static constexpr std::uint32_t schema = 3;
    static constexpr std::array<std::string_view, 1> aliases{"PaymentMade"};
    std::int64_t amount = 0;
    std::string currency;
};
BOOST_DESCRIBE_STRUCT(Paid, (), (amount, currency))

void upcast(hapax::Upcast<Paid, 1>, boost::json::object& payload) {
    payload["amount"] = payload.at("sum").as_int64() * 100;
    payload.erase("sum");
}
void upcast(hapax::Upcast<Paid, 2>, boost::json::object& payload) {
    payload["currency"] = "EUR";
}

// Fields that are called as what an event may declare.
struct Imported {
    std::int64_t schema = 0;
    std::string name;
    std::vector<std::string> aliases;
};
BOOST_DESCRIBE_STRUCT(Imported, (), (schema, name, aliases))

// One that declares its schema and has the other fields.
struct Exported {
    static constexpr int schema = 2;
    std::string name;
    std::string aliases;
};
BOOST_DESCRIBE_STRUCT(Exported, (), (name, aliases))

void upcast(hapax::Upcast<Exported, 1>, boost::json::object& payload) {
    payload["aliases"] = "";
}

}  // namespace shop

namespace hapax {
namespace {

using shop::Opened;
using shop::Paid;

TEST(Catalogue, KnowsEventsByNameAndByAlias) {
    EXPECT_TRUE(event_is<Paid>("Paid"));
    EXPECT_TRUE(event_is<Paid>("PaymentMade"));
    EXPECT_FALSE(event_is<Paid>("Opened"));
    EXPECT_FALSE(event_is<Opened>("opened"));
}

TEST(Catalogue, TakesAFieldOfAnEventForNothingThatTheEventDeclares) {
    static_assert(event_schema<shop::Imported>() == 1);
    EXPECT_EQ(event_shape<shop::Imported>("file").name, "Imported");
    EXPECT_TRUE(event_shape<shop::Imported>("file").aliases.empty());
    EXPECT_FALSE(event_is<shop::Imported>("Exported"));
    shop::Imported read;
    ASSERT_TRUE(read_event(EventView{"Imported", 1, R"({"schema":7,"name":"n","aliases":["a"]})"}, read));
    EXPECT_EQ(read.schema, 7);
    EXPECT_EQ(read.aliases, std::vector<std::string>{"a"});
    EXPECT_EQ(to_json(read), R"({"schema":7,"name":"n","aliases":["a"]})");
}

TEST(Catalogue, ReadsASchemaThatIsDeclaredBesideSuchFields) {
    static_assert(event_schema<shop::Exported>() == 2);
    shop::Exported read;
    ASSERT_TRUE(read_event(EventView{"Exported", 1, R"({"name":"n"})"}, read));
    EXPECT_EQ(read.name, "n");
}

TEST(Catalogue, ReadsEverySchemaThatWasEverReleased) {
    const std::array<EventView, 3> stored{EventView{"PaymentMade", 1, R"({"sum":7})"},
                                          EventView{"Paid", 2, R"({"amount":700})"},
                                          EventView{"Paid", 3, R"({"amount":700,"currency":"EUR"})"}};
    for (const EventView& event : stored) {
        Paid paid;
        ASSERT_TRUE(read_event(event, paid)) << event.payload;
        EXPECT_EQ(paid.amount, 700);
        EXPECT_EQ(paid.currency, "EUR");
    }
}

TEST(Catalogue, RefusesSchemasItDoesNotKnow) {
    Paid paid;
    for (const std::uint32_t schema : {0U, 4U}) {
        const auto read = read_event(EventView{"Paid", schema, R"({"amount":700,"currency":"EUR"})"}, paid);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, model_errc::unreadable_event);
    }
}

TEST(Catalogue, RefusesPayloadsThatDoNotFit) {
    Opened opened;
    for (const char* payload : {"", "{}", "[]", "null", R"({"owner":1})", R"({"owner":"x")", "\xff"}) {
        const auto read = read_event(EventView{"Opened", 1, payload}, opened);
        ASSERT_FALSE(read) << payload;
        EXPECT_EQ(read.error().code, model_errc::unreadable_event);
    }
    Paid paid;
    EXPECT_FALSE(read_event(EventView{"Paid", 1, "[]"}, paid));
}

TEST(Catalogue, SkipsMembersThatANewerProgramWrote) {
    Opened opened;
    EXPECT_TRUE(read_event(EventView{"Opened", 1, R"({"owner":"ann","since":1})"}, opened));
    EXPECT_EQ(opened.owner, "ann");
}

TEST(Catalogue, DescribesAnEvent) {
    EXPECT_EQ(event_shape<Paid>("cart"),
              (EventShape{"cart", "Paid", 3, {"PaymentMade"}, {{"amount", "integer"}, {"currency", "text"}}}));
}

}  // namespace
}  // namespace hapax
