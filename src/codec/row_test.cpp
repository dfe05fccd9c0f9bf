#include "codec/row.hpp"

#include <gtest/gtest.h>

#include "codec/test_types.hpp"

namespace hapax {
namespace {

using namespace codec_test;

TEST(Row, HasAColumnForEachMember) {
    EXPECT_EQ(row_columns<Order>(), (std::vector<Column>{{"total", ColumnType::integer, false},
                                                         {"paid", ColumnType::integer, false},
                                                         {"weight", ColumnType::real, false},
                                                         {"note", ColumnType::text, true},
                                                         {"lines", ColumnType::text, false},
                                                         {"tags", ColumnType::text, false},
                                                         {"colour", ColumnType::text, false}}));
}

TEST(Row, KeepsItsValues) {
    const Row row = to_row(an_order());
    EXPECT_EQ(row[0], Value(std::int64_t{-5}));
    EXPECT_EQ(row[3], Value("käse"));
    EXPECT_EQ(row[6], Value("green"));
    Order back;
    ASSERT_TRUE(from_row(row, back));
    EXPECT_EQ(back, an_order());
}

TEST(Row, KeepsIdsTimesAndPositions) {
    const Row row = to_row(a_stamp());
    EXPECT_EQ(row[2], Value("2023-11-14T22:13:20.000001Z"));
    EXPECT_EQ(row[3], Value(std::int64_t{9'007'199'254'740'993}));
    Stamped back;
    ASSERT_TRUE(from_row(row, back));
    EXPECT_EQ(back, a_stamp());
}

TEST(Row, KeepsAnEmptyOptionalAsNull) {
    Order order = an_order();
    order.note.reset();
    const Row row = to_row(order);
    EXPECT_EQ(row[3], Value{});
    Order back = an_order();
    ASSERT_TRUE(from_row(row, back));
    EXPECT_EQ(back, order);
}

TEST(Row, RefusesARowOfOtherColumns) {
    Stamped to;
    const Row good = to_row(a_stamp());
    for (std::size_t i = 0; i < good.size(); ++i) {
        Row bad = good;
        bad[i] = 1.5;
        EXPECT_FALSE(from_row(bad, to)) << i;
        bad[i] = Value{};
        EXPECT_FALSE(from_row(bad, to)) << i;
        bad[i] = "no id, no time";
        EXPECT_EQ(from_row(bad, to), i == 1) << i;  // any text is a caller
    }
    EXPECT_FALSE(from_row(Row(3), to));
    Row negative = good;
    negative[3] = std::int64_t{-1};
    EXPECT_FALSE(from_row(negative, to));
}

TEST(Row, CanBeShownAsItIsStored) {
    std::string out;
    append_stored_row(out, row_columns<Line>(), {std::int64_t{7}, "x"}, true);
    append_stored_row(out, row_columns<Line>(), {Value{}, 1.5, "more"}, false);
    append_stored_row(out, row_columns<Line>(), {std::numeric_limits<double>::infinity()}, false);
    EXPECT_EQ(out, R"("article":7,"count":"x","article":null,"count":1.5,"article":null)");
}

}  // namespace
}  // namespace hapax
