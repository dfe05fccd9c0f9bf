// Types that the tests of codec share.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "codec/json_text.hpp"
#include "codec/json_traits.hpp"

namespace codec_test {

using Cents = hapax::Strong<struct CentsTag, std::int64_t>;
enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Line {
    std::string article;
    int count = 0;
    friend bool operator==(const Line&, const Line&) = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (article, count))

struct Order {
    Cents total;
    bool paid = false;
    double weight = 0;
    std::optional<std::string> note;
    std::vector<Line> lines;
    std::map<std::string, int> tags;
    Colour colour = Colour::red;
    friend bool operator==(const Order&, const Order&) = default;
};
BOOST_DESCRIBE_STRUCT(Order, (), (total, paid, weight, note, lines, tags, colour))

struct Stamped {
    hapax::OperationId operation;
    hapax::Caller caller;
    hapax::Timestamp time;
    hapax::Position position;
    friend bool operator==(const Stamped&, const Stamped&) = default;
};
BOOST_DESCRIBE_STRUCT(Stamped, (), (operation, caller, time, position))

struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct Limited {
    Cents amount;
    std::string name;
    std::optional<std::int16_t> percent;
    std::vector<int> list;
};
BOOST_DESCRIBE_STRUCT(Limited, (), (amount, name, percent, list))

inline Order an_order() {
    return {Cents{-5}, true, 0.1, "käse", {{"a\"", 1}, {"b", 2}}, {{"x", 7}}, Colour::green};
}
inline constexpr const char* order_json =
    R"({"total":-5,"paid":true,"weight":0.1,"note":"käse","lines":[{"article":"a\"","count":1},)"
    R"({"article":"b","count":2}],"tags":{"x":7},"colour":"green"})";

inline Stamped a_stamp() {
    return {hapax::OperationId{*hapax::Uuid::parse("0197a3c0-6d1e-7cc2-8a57-0242ac120002")},
            {"https://issuer", "ann|2"},
            {1'700'000'000'000'001},
            hapax::Position{UINT64_C(9'007'199'254'740'993)}};
}

}  // namespace codec_test

template <>
struct hapax::Limits<&codec_test::Limited::amount> {
    static constexpr std::int64_t minimum = 1;
    static constexpr std::int64_t maximum = 1'000;
};
template <>
struct hapax::Limits<&codec_test::Limited::name> {
    static constexpr std::size_t min_length = 1;
    static constexpr std::size_t max_length = 3;
};
template <>
struct hapax::Limits<&codec_test::Limited::percent> {
    static constexpr int maximum = 100;
};
template <>
struct hapax::Limits<&codec_test::Limited::list> {
    static constexpr std::size_t max_length = 2;
};
