// The contract of Views and ViewReader (ports/driven/views.hpp), as a suite for every adapter.
//
//   class SqliteHarness : public hapax::contract::ViewsHarness { … };
//   INSTANTIATE_TEST_SUITE_P(Sqlite, ViewsContract, testing::Values([] { return std::make_unique<SqliteHarness>(); }));
//
// The harness is one database on one machine: it opens the adapter, ends it cleanly, kills it, crashes the machine.
// Test names are the sentences of the contract.
#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ports/driven/views.hpp"

namespace hapax::contract {

class ViewsHarness {
 public:
    virtual ~ViewsHarness() = default;
    virtual Views& views() = 0;                             // open now
    virtual std::unique_ptr<ViewReader> make_reader() = 0;  // of the views that are open now
    virtual void reopen() = 0;                              // the process ended without close() and started again
    virtual void crash_machine() = 0;                       // it started again after the machine did
};

using MakeViewsHarness = std::function<std::unique_ptr<ViewsHarness>()>;

inline Uuid store_number(std::uint8_t n) {
    return Uuid::stamped({n, 1, 2, 3}, 4);
}
inline Mark mark_at(std::uint64_t position) {
    return {Position{position}, static_cast<std::uint32_t>(position * 7 + 1)};
}
inline Timestamp time_at(std::uint64_t position) {
    return {static_cast<std::int64_t>(position) * 1000};
}

inline ViewSchema balances(std::uint32_t version = 1) {
    return {"balances", version, RowKind::folded, "account", {{"amount", ColumnType::integer}, {"owner"}}, {"owner"}};
}
inline ViewSchema movements() {
    return {
        "movements",
        1,
        RowKind::appended,
        "",
        {{"account"}, {"amount", ColumnType::integer}, {"rate", ColumnType::real}, {"note", ColumnType::text, true}},
        {"account", "amount"}};
}
inline Row balance(std::int64_t amount, std::string owner = "ada") {
    return {amount, std::move(owner)};
}
inline Row movement(std::string account, std::int64_t amount) {
    return {std::move(account), amount, 0.5, std::monostate{}};
}

class ViewsContract : public testing::TestWithParam<MakeViewsHarness> {
 protected:
    static constexpr std::uint32_t balance_view = 0;
    static constexpr std::uint32_t movement_view = 1;

    void SetUp() override {
        harness_ = GetParam()();
        prepare();
    }

    std::vector<PreparedView> prepare(const std::vector<ViewSchema>& schemas = {balances(), movements()},
                                      const Uuid& store = store_number(1)) {
        auto prepared = harness_->views().prepare(schemas, store);
        EXPECT_TRUE(prepared.has_value()) << (prepared ? "" : prepared.error().detail);
        reader_ = harness_->make_reader();
        return prepared ? *prepared : std::vector<PreparedView>(schemas.size());
    }
    Views& views() { return harness_->views(); }

    static RowWrite folded(const std::string& key, std::optional<Row> row, std::uint32_t view = balance_view) {
        return {view, key, {}, 0, std::move(row)};
    }
    static RowWrite appended(std::uint64_t position, std::uint32_t index, Row row, std::uint32_t view = movement_view) {
        return {view, {}, Position{position}, index, std::move(row)};
    }
    // Rows and both checkpoints.
    Result<void> write(std::uint64_t position, std::vector<RowWrite> rows) {
        return views().write({std::move(rows),
                              {{balance_view, mark_at(position), time_at(position)},
                               {movement_view, mark_at(position), time_at(position)}}});
    }
    void serve_both() {
        ASSERT_TRUE(views().serve(balance_view).has_value());
        ASSERT_TRUE(views().serve(movement_view).has_value());
    }
    std::optional<Row> get(const std::string& key) {
        auto row = reader_->get(balance_view, key);
        EXPECT_TRUE(row.has_value()) << (row ? "" : row.error().detail);
        return row ? *row : std::nullopt;
    }
    ListPage list(const ListQuery& query) {
        auto page = reader_->list(query);
        EXPECT_TRUE(page.has_value()) << (page ? "" : page.error().detail);
        return page ? *page : ListPage{};
    }
    template <class T>
    static std::string code_of(const Result<T>& result) {
        return result ? "ok" : std::string(result.error().code.name);
    }
    // All pages, `limit` rows at a time.
    std::vector<KeyedRow> all(std::uint32_t view, std::string_view column, const Value& value, std::uint32_t limit) {
        std::vector<KeyedRow> rows;
        std::string cursor;
        do {
            ListPage page = list({view, column, value, cursor, limit});
            EXPECT_LE(page.rows.size(), limit);
            for (KeyedRow& row : page.rows) rows.push_back(std::move(row));
            cursor = page.next;
        } while (!cursor.empty() && !HasFailure());
        return rows;
    }

    std::unique_ptr<ViewsHarness> harness_;
    std::unique_ptr<ViewReader> reader_;
};

// ---- rows

TEST_P(ViewsContract, NewViewsStartFromNothingAndServeNobody) {
    const auto prepared = prepare();
    EXPECT_EQ(prepared[0].checkpoint, Mark{});
    EXPECT_FALSE(prepared[0].serving);
    EXPECT_EQ(code_of(reader_->get(balance_view, "42")), "view-not-serving");
    EXPECT_EQ(code_of(reader_->list({movement_view, "", {}, "", 10})), "view-not-serving");
}

TEST_P(ViewsContract, AFoldedRowIsWrittenReplacedAndDeletedByItsKey) {
    ASSERT_TRUE(write(1, {folded("42", balance(100)), folded("43", balance(7, "bob"))}));
    serve_both();
    EXPECT_EQ(get("42"), balance(100));
    ASSERT_TRUE(write(2, {folded("42", balance(60))}));
    EXPECT_EQ(get("42"), balance(60));
    ASSERT_TRUE(write(3, {folded("42", std::nullopt)}));
    EXPECT_EQ(get("42"), std::nullopt);
    EXPECT_EQ(get("43"), balance(7, "bob"));
}

TEST_P(ViewsContract, TheWriterLoadsRowsBeforeTheyServe) {
    ASSERT_TRUE(write(1, {folded("42", balance(100))}));
    EXPECT_EQ(views().load(balance_view, "42").value(), balance(100));
    EXPECT_EQ(views().load(balance_view, "43").value(), std::nullopt);
}

TEST_P(ViewsContract, ALaterWriteOfOneKeyInABatchWins) {
    ASSERT_TRUE(write(1, {folded("42", balance(1)), folded("42", std::nullopt), folded("42", balance(3))}));
    EXPECT_EQ(views().load(balance_view, "42").value(), balance(3));
}

TEST_P(ViewsContract, EveryValueComesBackAsItWas) {
    const std::string huge(3 << 20, 'x');
    const std::string odd("\0'\";-- \xff\xfe", 8);
    const double inf = std::numeric_limits<double>::infinity();
    using I = std::numeric_limits<std::int64_t>;
    const std::vector<Row> rows = {{huge, I::min(), -0.0, odd},
                                   {odd, I::max(), inf, std::monostate{}},
                                   {std::string(), std::int64_t{0}, 1e-308, std::string()}};
    std::vector<RowWrite> writes;
    for (std::uint32_t i = 0; i < rows.size(); ++i) writes.push_back(appended(1, i, rows[i]));
    ASSERT_TRUE(write(1, writes));
    serve_both();
    const ListPage page = list({movement_view, "", {}, "", 10});
    ASSERT_EQ(page.rows.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_TRUE(page.rows[i].row == rows[i]) << i;
}

TEST_P(ViewsContract, NotANumberStaysNotANumber) {
    ASSERT_TRUE(write(1, {appended(1, 0, {std::string("42"), std::int64_t{1}, std::nan(""), std::monostate{}})}));
    serve_both();
    const ListPage page = list({movement_view, "", {}, "", 10});
    ASSERT_EQ(page.rows.size(), 1u);
    EXPECT_TRUE(std::isnan(std::get<double>(page.rows[0].row[2])));
}

TEST_P(ViewsContract, AnyTextCanBeAKey) {
    const std::vector<std::string> keys = {"", "a b", "'; DROP TABLE balances; --", std::string("\0x", 2), "\xff", "ä"};
    std::vector<RowWrite> writes;
    for (std::size_t i = 0; i < keys.size(); ++i) writes.push_back(folded(keys[i], balance(static_cast<int>(i))));
    ASSERT_TRUE(write(1, writes));
    serve_both();
    for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(get(keys[i]), balance(static_cast<int>(i)));
    EXPECT_EQ(all(balance_view, "", {}, 1).size(), keys.size());
}

// ---- lists

TEST_P(ViewsContract, AppendedRowsAreListedInTheirOrderPageByPage) {
    std::vector<RowWrite> writes;
    for (std::uint64_t i = 1; i <= 25; ++i) {
        writes.push_back(appended(i, 0, movement(i % 2 != 0 ? "odd" : "even", static_cast<std::int64_t>(i))));
        writes.push_back(appended(i, 1, movement("both", static_cast<std::int64_t>(i))));
    }
    ASSERT_TRUE(write(25, writes));
    serve_both();
    const auto odd = all(movement_view, "account", std::string("odd"), 4);
    ASSERT_EQ(odd.size(), 13u);
    for (std::size_t i = 0; i < odd.size(); ++i) {
        EXPECT_EQ(odd[i].row, movement("odd", static_cast<std::int64_t>(2 * i + 1)));
    }
    EXPECT_EQ(all(movement_view, "", {}, 7).size(), 50u);
    EXPECT_EQ(all(movement_view, "amount", std::int64_t{3}, 1).size(), 2u);
    EXPECT_TRUE(all(movement_view, "account", std::string("nobody"), 5).empty());
}

TEST_P(ViewsContract, APageThatHoldsTheLastRowHasNoNext) {
    ASSERT_TRUE(write(2, {appended(1, 0, movement("42", 1)), appended(2, 0, movement("42", 2))}));
    serve_both();
    EXPECT_EQ(list({movement_view, "account", std::string("42"), "", 2}).next, "");
    EXPECT_NE(list({movement_view, "account", std::string("42"), "", 1}).next, "");
}

TEST_P(ViewsContract, RowsThatComeBetweenTwoPagesAreNotMissed) {
    ASSERT_TRUE(write(2, {appended(1, 0, movement("42", 1)), appended(2, 0, movement("42", 2))}));
    serve_both();
    const ListPage first = list({movement_view, "account", std::string("42"), "", 1});
    ASSERT_TRUE(write(3, {appended(3, 0, movement("42", 3))}));
    const ListPage rest = list({movement_view, "account", std::string("42"), first.next, 10});
    ASSERT_EQ(rest.rows.size(), 2u);
    EXPECT_EQ(rest.rows[1].row, movement("42", 3));
}

TEST_P(ViewsContract, FoldedRowsAreListedByKeyAndByDeclaredIndexes) {
    std::vector<RowWrite> writes;
    for (const char* key : {"c", "a", "d", "b"}) writes.push_back(folded(key, balance(1, *key < 'c' ? "ada" : "bob")));
    ASSERT_TRUE(write(1, writes));
    serve_both();
    std::string keys;
    for (const KeyedRow& row : all(balance_view, "", {}, 3)) keys += row.key;
    EXPECT_EQ(keys, "abcd");
    keys.clear();
    for (const KeyedRow& row : all(balance_view, "owner", std::string("bob"), 1)) keys += row.key;
    EXPECT_EQ(keys, "cd");
    EXPECT_EQ(all(balance_view, "account", std::string("b"), 5).size(), 1u);
    EXPECT_TRUE(all(balance_view, "account", std::string("z"), 5).empty());
}

TEST_P(ViewsContract, ADeclaredIndexFollowsChangesAfterServe) {
    ASSERT_TRUE(write(1, {folded("42", balance(1, "ada"))}));
    serve_both();
    ASSERT_TRUE(write(2, {folded("42", balance(1, "bob")), folded("43", balance(2, "bob"))}));
    EXPECT_TRUE(all(balance_view, "owner", std::string("ada"), 5).empty());
    EXPECT_EQ(all(balance_view, "owner", std::string("bob"), 5).size(), 2u);
}

TEST_P(ViewsContract, ALimitOfZeroGivesOneRow) {
    ASSERT_TRUE(write(2, {appended(1, 0, movement("42", 1)), appended(2, 0, movement("42", 2))}));
    serve_both();
    EXPECT_EQ(list({movement_view, "", {}, "", 0}).rows.size(), 1u);
}

TEST_P(ViewsContract, ACursorThatNoPageGaveIsRefused) {
    serve_both();
    for (const char* bad : {"x", "p", "p-1", "p1x", "k0", "kzz", "'", "p99999999999999999999", "\xff"}) {
        EXPECT_EQ(code_of(reader_->list({movement_view, "", {}, bad, 5})), "bad-cursor") << bad;
    }
    EXPECT_EQ(code_of(reader_->list({balance_view, "", {}, "p1", 5})), "bad-cursor");
    EXPECT_EQ(code_of(reader_->list({movement_view, "", {}, "k00", 5})), "bad-cursor");
}

TEST_P(ViewsContract, UnknownViewsAndColumnsAreRefused) {
    serve_both();
    EXPECT_EQ(code_of(reader_->get(7, "42")), "unknown-view");
    EXPECT_EQ(code_of(reader_->get(movement_view, "42")), "unknown-view");
    EXPECT_EQ(code_of(reader_->list({7, "", {}, "", 5})), "unknown-view");
    EXPECT_EQ(code_of(reader_->list({movement_view, "note", std::string("x"), "", 5})), "unknown-view");
    EXPECT_EQ(code_of(reader_->list({movement_view, "\"; --", std::string("x"), "", 5})), "unknown-view");
    EXPECT_EQ(code_of(views().load(7, "42")), "unknown-view");
    EXPECT_EQ(code_of(views().reset(7)), "unknown-view");
    EXPECT_EQ(code_of(views().serve(7)), "unknown-view");
}

TEST_P(ViewsContract, SchemasWithUnusableNamesAreRefused) {
    const auto refused = [&](const std::vector<ViewSchema>& schemas) {
        return code_of(harness_->views().prepare(schemas, store_number(1))) == "bad-view-schema";
    };
    ViewSchema bad = balances();
    for (const char* name : {"", "a b", "1a", "a\"b", "hapax_views", "sqlite_master", "ä"}) {
        bad.table = name;
        EXPECT_TRUE(refused({bad})) << name;
    }
    bad = balances();
    bad.columns[0].name = "account";
    EXPECT_TRUE(refused({bad}));
    bad = balances();
    bad.indexes = {"nothing"};
    EXPECT_TRUE(refused({bad}));
    bad = movements();
    bad.columns[0].name = "position";
    EXPECT_TRUE(refused({bad}));
    EXPECT_TRUE(refused({balances(1), balances(2)}));
    bad = movements();
    bad.table = "Balances_v3";
    EXPECT_TRUE(refused({balances(), bad}));
}

// ---- checkpoints

TEST_P(ViewsContract, RowsAndCheckpointsSurviveACleanEnd) {
    ASSERT_TRUE(write(5, {folded("42", balance(100)), appended(5, 0, movement("42", 100))}));
    serve_both();
    ASSERT_TRUE(views().close());
    harness_->reopen();
    const auto prepared = prepare();
    EXPECT_EQ(prepared[0].checkpoint, mark_at(5));
    EXPECT_EQ(prepared[1].checkpoint, mark_at(5));
    EXPECT_TRUE(prepared[0].serving && prepared[1].serving);
    EXPECT_EQ(get("42"), balance(100));
    EXPECT_EQ(all(movement_view, "account", std::string("42"), 5).size(), 1u);
}

TEST_P(ViewsContract, RowsAndCheckpointsSurviveAKill) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    ASSERT_TRUE(write(6, {folded("42", balance(50))}));
    harness_->reopen();
    EXPECT_EQ(prepare()[0].checkpoint, mark_at(6));
    EXPECT_EQ(get("42"), balance(50));
}

TEST_P(ViewsContract, ACleanEndSurvivesTheMachine) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    ASSERT_TRUE(views().close());
    harness_->crash_machine();
    EXPECT_EQ(prepare()[0].checkpoint, mark_at(5));
}

TEST_P(ViewsContract, AnUncleanEndOfTheMachineMeansFromNothing) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    harness_->crash_machine();
    const auto prepared = prepare();
    EXPECT_EQ(prepared[0].checkpoint, Mark{});
    EXPECT_FALSE(prepared[0].serving);
    EXPECT_EQ(views().load(balance_view, "42").value(), std::nullopt);
    ASSERT_TRUE(write(1, {folded("42", balance(1))}));
}

TEST_P(ViewsContract, AMachineThatCrashesAfterACleanEndAndANewStartMeansFromNothing) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    ASSERT_TRUE(views().close());
    harness_->reopen();
    prepare();
    ASSERT_TRUE(write(6, {folded("42", balance(50))}));
    harness_->crash_machine();
    EXPECT_EQ(prepare()[0].checkpoint, Mark{});
}

TEST_P(ViewsContract, TheRowsOfAnotherStoreAreNotUsed) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    ASSERT_TRUE(views().close());
    harness_->reopen();
    EXPECT_EQ(prepare({balances(), movements()}, store_number(2))[0].checkpoint, Mark{});
    EXPECT_EQ(views().load(balance_view, "42").value(), std::nullopt);
}

TEST_P(ViewsContract, ViewsHaveCheckpointsOfTheirOwn) {
    ASSERT_TRUE(views().write({{folded("42", balance(1))}, {{balance_view, mark_at(3), time_at(3)}}}));
    harness_->reopen();
    const auto prepared = prepare();
    EXPECT_EQ(prepared[0].checkpoint, mark_at(3));
    EXPECT_EQ(prepared[1].checkpoint, Mark{});
}

TEST_P(ViewsContract, ItIsKnownWhenAViewFirstShowedAPosition) {
    ASSERT_TRUE(write(3, {}));
    ASSERT_TRUE(write(10, {}));
    EXPECT_EQ(views().reached(balance_view, Position{1}).value(), time_at(3));
    EXPECT_EQ(views().reached(balance_view, Position{3}).value(), time_at(3));
    EXPECT_EQ(views().reached(balance_view, Position{4}).value(), time_at(10));
    EXPECT_EQ(views().reached(balance_view, Position{11}).value(), std::nullopt);
}

TEST_P(ViewsContract, TheHistoryOfCheckpointsIsBounded) {
    constexpr std::uint64_t writes = 20'000;
    for (std::uint64_t i = 1; i <= writes; ++i) ASSERT_TRUE(write(i, {}));
    EXPECT_EQ(views().reached(balance_view, Position{1}).value(), std::nullopt);
    EXPECT_EQ(views().reached(balance_view, Position{writes - 1000}).value(), time_at(writes - 1000));
}

// ---- versions

TEST_P(ViewsContract, ARaisedVersionIsBuiltBesideTheOldOneWhichServesMeanwhile) {
    ASSERT_TRUE(write(5, {folded("42", balance(100)), appended(5, 0, movement("42", 100))}));
    serve_both();
    harness_->reopen();
    const auto prepared = prepare({balances(2), movements()});
    EXPECT_EQ(prepared[0].checkpoint, Mark{});
    EXPECT_FALSE(prepared[0].serving);
    EXPECT_EQ(prepared[1].checkpoint, mark_at(5));
    ASSERT_TRUE(views().write({{folded("42", balance(-1))}, {{balance_view, mark_at(5), time_at(5)}}}));
    EXPECT_EQ(get("42"), balance(100));
    ASSERT_TRUE(views().serve(balance_view));
    EXPECT_EQ(get("42"), balance(-1));
    EXPECT_EQ(all(balance_view, "owner", std::string("ada"), 5).size(), 1u);
}

TEST_P(ViewsContract, ABuildGoesOnAfterARestart) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    harness_->reopen();
    prepare({balances(2), movements()});
    ASSERT_TRUE(views().write({{folded("42", balance(-1))}, {{balance_view, mark_at(3), time_at(3)}}}));
    harness_->reopen();
    EXPECT_EQ(prepare({balances(2), movements()})[0].checkpoint, mark_at(3));
    EXPECT_EQ(get("42"), balance(100));
}

TEST_P(ViewsContract, TheOldVersionIsGoneAfterTheSwitch) {
    std::vector<RowWrite> writes;
    for (int i = 0; i < 3000; ++i) writes.push_back(folded(std::to_string(i), balance(i)));
    ASSERT_TRUE(write(5, writes));
    serve_both();
    harness_->reopen();
    prepare({balances(2), movements()});
    ASSERT_TRUE(views().serve(balance_view));
    for (std::uint64_t i = 6; i < 30; ++i) ASSERT_TRUE(write(i, {}));
    harness_->reopen();
    EXPECT_EQ(prepare({balances(1), movements()})[0].checkpoint, Mark{});
    EXPECT_EQ(views().load(balance_view, "1").value(), std::nullopt);
}

TEST_P(ViewsContract, AnOldVersionThatLacksAColumnDoesNotServe) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    harness_->reopen();
    ViewSchema wider = balances(2);
    wider.columns.push_back({"currency"});
    prepare({wider, movements()});
    EXPECT_EQ(code_of(reader_->get(balance_view, "42")), "view-not-serving");
    harness_->reopen();
    wider.columns.back().nullable = true;
    wider.version = 3;
    prepare({wider, movements()});
    EXPECT_EQ(get("42"), (Row{std::int64_t{100}, std::string("ada"), std::monostate{}}));
}

TEST_P(ViewsContract, AnIndexThatTheOldVersionLacksIsNotServedYet) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    harness_->reopen();
    ViewSchema indexed = balances(2);
    indexed.indexes.push_back("amount");
    prepare({indexed, movements()});
    EXPECT_EQ(code_of(reader_->list({balance_view, "amount", std::int64_t{100}, "", 5})), "view-not-serving");
    EXPECT_EQ(all(balance_view, "owner", std::string("ada"), 5).size(), 1u);
}

TEST_P(ViewsContract, OtherColumnsUnderTheSameVersionMeanFromNothing) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    harness_->reopen();
    ViewSchema changed = balances();
    changed.columns[0].type = ColumnType::real;
    EXPECT_EQ(prepare({changed, movements()})[0].checkpoint, Mark{});
    EXPECT_EQ(code_of(reader_->get(balance_view, "42")), "view-not-serving");
}

TEST_P(ViewsContract, ResetEmptiesAViewAndItServesNobodyUntilServe) {
    ASSERT_TRUE(write(5, {folded("42", balance(100)), appended(5, 0, movement("42", 100))}));
    serve_both();
    ASSERT_TRUE(views().reset(balance_view));
    EXPECT_EQ(code_of(reader_->get(balance_view, "42")), "view-not-serving");
    EXPECT_EQ(views().load(balance_view, "42").value(), std::nullopt);
    EXPECT_EQ(views().reached(balance_view, Position{5}).value(), std::nullopt);
    EXPECT_EQ(all(movement_view, "", {}, 5).size(), 1u);
    ASSERT_TRUE(views().write({{folded("43", balance(3))}, {{balance_view, mark_at(2), time_at(2)}}}));
    ASSERT_TRUE(views().serve(balance_view));
    EXPECT_EQ(get("42"), std::nullopt);
    EXPECT_EQ(get("43"), balance(3));
    harness_->reopen();
    EXPECT_EQ(prepare()[0].checkpoint, mark_at(2));
}

TEST_P(ViewsContract, ServeTwiceIsServeOnce) {
    serve_both();
    serve_both();
    EXPECT_EQ(get("42"), std::nullopt);
}

TEST_P(ViewsContract, AViewThatIsNoLongerRegisteredIsForgotten) {
    ASSERT_TRUE(write(5, {folded("42", balance(100)), appended(5, 0, movement("42", 100))}));
    serve_both();
    harness_->reopen();
    EXPECT_EQ(prepare({movements()})[0].checkpoint, mark_at(5));
    harness_->reopen();
    EXPECT_EQ(prepare()[0].checkpoint, Mark{});
}

TEST_P(ViewsContract, ReadersKeepReadingAfterViewsAreClosedOnlyToLearnThatNothingServes) {
    ASSERT_TRUE(write(5, {folded("42", balance(100))}));
    serve_both();
    EXPECT_EQ(get("42"), balance(100));
    ASSERT_TRUE(views().close());
    EXPECT_EQ(code_of(reader_->get(balance_view, "42")), "view-not-serving");
}

}  // namespace hapax::contract
