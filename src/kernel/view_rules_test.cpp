#include "kernel/view_rules.hpp"

#include <gtest/gtest.h>

#include "kernel/list_cursor.hpp"

namespace hapax {
namespace {

ViewSchema balances() {
    return {"balances", 1, RowKind::folded, "account", {{"amount", ColumnType::integer}}, {}};
}

TEST(ViewRules, AnOrdinarySchemaHasNoProblem) {
    EXPECT_EQ(problem_with({balances()}), std::nullopt);
}

TEST(ViewRules, ANameTakenTwiceIsNamedInTheSentence) {
    ViewSchema schema = balances();
    schema.columns.push_back({"Account"});
    EXPECT_EQ(problem_with({schema}), "'Account' in view balances is used twice");
}

TEST(ViewRules, NamesAreShortAndMadeOfLettersDigitsAndUnderscores) {
    for (const char* good : {"a", "A", "_a", "zZ_09", "hapax", "pg"}) {
        ViewSchema schema = balances();
        schema.table = good;
        EXPECT_EQ(problem_with({schema}), std::nullopt) << good;
    }
    for (const std::string& bad :
         {std::string(), std::string(view_name_size_max + 1, 'a'), std::string("1a"), std::string("a-b"),
          std::string("{a"), std::string("a{"), std::string("a@"), std::string("a:"), std::string("a/")}) {
        ViewSchema schema = balances();
        schema.table = bad;
        EXPECT_EQ(problem_with({schema}), "'" + bad + "' in view " + bad + " is no name");
    }
}

TEST(ViewRules, NamesOfOursAndOfTheDatabasesAreReserved) {
    for (const char* reserved : {"hapax_x", "SQLite_x", "pg_x"}) {
        ViewSchema schema = balances();
        schema.key_column = reserved;
        EXPECT_EQ(problem_with({schema}), "'" + std::string(reserved) + "' in view balances is a reserved name");
    }
}

TEST(ViewRules, AnIndexIsOfAColumnAndOnce) {
    ViewSchema schema = balances();
    schema.indexes = {"amount", "amount"};
    EXPECT_EQ(problem_with({schema}), "'amount' in view balances is used twice");
    schema.indexes = {"account"};
    EXPECT_EQ(problem_with({schema}), "'account' in view balances is no column to index");
}

TEST(ViewRules, AViewMayNotTakeTheNameOfAnothersTable) {
    ViewSchema other = balances();
    other.table = "balances_v3";
    EXPECT_EQ(problem_with({balances(), other}), "'balances_v3' is the name of a table of balances");
    for (const char* free : {"balances_v", "balances_v3a", "balances_x3"}) {
        other.table = free;
        EXPECT_EQ(problem_with({balances(), other}), std::nullopt) << free;
    }
}

TEST(ViewRules, AnOldTableOfAnotherKindStandsInForNothing) {
    ViewSchema appended = balances();
    appended.kind = RowKind::appended;
    EXPECT_FALSE(can_stand_in(appended, balances()));
}

TEST(ViewRules, AColumnThatMayBeEmptyStandsInOnlyForOneThatMayBeEmpty) {
    ViewSchema stored = balances();
    stored.columns[0].nullable = true;
    EXPECT_FALSE(can_stand_in(stored, balances()));
    ViewSchema wanted = balances();
    wanted.columns[0].nullable = true;
    EXPECT_TRUE(can_stand_in(stored, wanted));
    EXPECT_TRUE(can_stand_in(balances(), wanted));
}

TEST(ViewRules, AnOldTableStandsInOnlyWithTheColumnsThatReadersWant) {
    ViewSchema wanted = balances();
    wanted.columns.push_back({"currency", ColumnType::text, true});
    EXPECT_TRUE(can_stand_in(balances(), wanted));
    wanted.columns.back().nullable = false;
    EXPECT_FALSE(can_stand_in(balances(), wanted));
    wanted = balances();
    wanted.columns.clear();
    EXPECT_TRUE(can_stand_in(balances(), wanted));
    wanted = balances();
    wanted.columns[0].type = ColumnType::real;
    EXPECT_FALSE(can_stand_in(balances(), wanted));
}

TEST(ViewRules, PlacesAreOrderedAsPositionsAndIndexes) {
    EXPECT_LT(place_of(Position{1}, events_per_record_max - 1), place_of(Position{2}, 0));
    EXPECT_GT(place_of(Position{view_position_max}, events_per_record_max - 1), 0);
}

TEST(ListCursor, WhatAPageGaveComesBack) {
    for (const std::string& key : {std::string(), std::string("42"), std::string("\0\xff/ä", 5)}) {
        EXPECT_EQ(parse_key_cursor(cursor_after(std::string_view(key))), key);
    }
    EXPECT_EQ(parse_place_cursor(cursor_after(std::int64_t{0})), 0);
    EXPECT_EQ(parse_place_cursor(cursor_after(std::int64_t{1} << 60)), std::int64_t{1} << 60);
}

TEST(ListCursor, AnythingElseIsNoCursor) {
    for (const char* bad : {"", "p", "p-1", "p 1", "p1 ", "P1", "p99999999999999999999"}) {
        EXPECT_EQ(parse_place_cursor(bad), std::nullopt) << bad;
    }
    for (const char* bad : {"", "k0", "kAB", "kg0", "k0g", "p00"})
        EXPECT_EQ(parse_key_cursor(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace hapax
