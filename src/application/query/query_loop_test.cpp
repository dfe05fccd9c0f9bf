#include "application/query/query_loop.hpp"

#include <gtest/gtest.h>

#include "adapters/store/journal/journal.hpp"
#include "adapters/store/memory/memory_store.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/index/index_twin.hpp"
#include "simulation/views/sim_views.hpp"
#include "support/money_views.hpp"
#include "support/moody_store.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {
namespace {

class Collector : public QueryResults {
 public:
    void deliver(std::vector<QueryResult>& batch) override {
        ++deliveries;
        for (QueryResult& result : batch) results.push_back(std::move(result));
        batch.clear();
    }
    int deliveries = 0;
    std::vector<QueryResult> results;
};

class QueryLoopTest : public testing::Test {
 protected:
    void SetUp() override {
        ASSERT_TRUE(store_->append(std::vector{moved("42", 5, 1), moved("empty", 5, 2)}));
        ASSERT_TRUE(
            views_.prepare({service_.views[0]->schema(), service_.views[1]->schema()}, store_->state().store_id));
        ViewWrites writes;
        writes.rows.push_back({0, "42", {}, 0, Row{std::int64_t{5}}});
        for (std::uint32_t i = 0; i < 3; ++i) {
            writes.rows.push_back({1, {}, Position{1}, i, Row{std::string("42"), std::int64_t{i}}});
        }
        ASSERT_TRUE(views_.write(writes));
        ASSERT_TRUE(views_.serve(0) && views_.serve(1));
    }
    static Question get(std::uint32_t view, std::string key) {
        Question question;
        question.waiter = {0, 7};
        question.view = view;
        question.key = std::move(key);
        return question;
    }
    static Question list(std::string account, std::string cursor = {}, std::uint32_t limit = 50) {
        Question question;
        question.waiter = {0, 8};
        question.view = 1;
        question.list = true;
        question.column = "account";
        question.value = std::move(account);
        question.cursor = std::move(cursor);
        question.limit = limit;
        question.stream_type = "account";
        return question;
    }
    static Question as_of(std::uint64_t position, Question question) {
        question.at_least = Position{position};
        question.late_at = Instant(std::chrono::seconds(1));
        return question;
    }
    QueryPorts asking_after(LateQuestions::AskAfter ask_after) {
        QueryPorts told = ports(*reader_);
        told.ask_after = std::move(ask_after);
        return told;
    }
    QueryPorts ports(ViewReader& reader) {
        return {service_,
                *store_,
                reader,
                runtime_,
                metrics_,
                log_,
                horizon_,
                [] { return Position{1}; },
                [this] { ++damage_met_; }};
    }
    // Everything asked at once, then the loop runs to its end.
    std::vector<QueryResult> ask(std::vector<Question> questions) {
        QueryLoop loop(ports(*reader_), {&edges_[0], &edges_[1]});
        EXPECT_TRUE(loop.ask(questions));
        EXPECT_TRUE(questions.empty());
        loop.stop();
        loop.run();
        return std::exchange(edges_[0].results, {});
    }
    static std::string_view code_of(const QueryResult& result) { return std::get<Error>(result.verdict).code.name; }

    Service service_ = money_service();
    std::unique_ptr<EventStore> store_ = make_memory_store({.store_id = Uuid::v7(1, 2, 3)});
    simulation::SimViews views_;
    std::unique_ptr<ViewReader> reader_ = views_.make_reader();
    SoloRuntime runtime_;
    NullMetrics metrics_;
    NullLog log_;
    Gauge horizon_;
    Collector edges_[2];
    int damage_met_ = 0;
};

TEST_F(QueryLoopTest, ARowIsAnsweredWithItsKey) {
    const auto results = ask({get(0, "42")});
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].token, 7u);
    EXPECT_EQ(results[0].view, 0u);
    const auto& row = std::get<KeyedRow>(results[0].verdict);
    EXPECT_EQ(row.key, "42");
    EXPECT_EQ(row.row, Row{std::int64_t{5}});
}

TEST_F(QueryLoopTest, ARowThatIsNotThereIsNoSuchRow) {
    EXPECT_TRUE(std::holds_alternative<NoSuchRow>(ask({get(0, "43")})[0].verdict));
}

TEST_F(QueryLoopTest, AListIsPaged) {
    const auto first = std::get<ListPage>(ask({list("42", {}, 2)})[0].verdict);
    EXPECT_EQ(first.rows.size(), 2u);
    const auto rest = std::get<ListPage>(ask({list("42", first.next, 2)})[0].verdict);
    EXPECT_EQ(rest.rows.size(), 1u);
    EXPECT_EQ(rest.next, "");
}

TEST_F(QueryLoopTest, AnAggregateWithoutRowsHasAnEmptyListAndOneThatIsNotThereHasNone) {
    const auto results = ask({list("empty"), list("nobody")});
    EXPECT_TRUE(std::get<ListPage>(results[0].verdict).rows.empty());
    EXPECT_TRUE(std::holds_alternative<NoSuchRow>(results[1].verdict));
}

TEST_F(QueryLoopTest, AJournalThatCannotBeReadIsUnavailableForAWhile) {
    simulation::SimDisk disk(1);
    simulation::IndexTwin twin;
    const auto index = twin.open();
    store_ =
        *open_journal(disk, *index, {}, {.directory = "/journal", .witness = "/witness", .segment_bytes = 1 << 16});
    ASSERT_TRUE(store_->append(std::vector{moved("42", 5, 1)}));
    twin.damage();
    const auto results = ask({list("43")});
    EXPECT_EQ(code_of(results[0]), "store-unavailable");
    EXPECT_EQ(std::get<Error>(results[0].verdict).code.handling, Handling::retry);
    store_.reset();  // before its disk and its index
}

TEST_F(QueryLoopTest, AViewThatIsBeingBuiltIsRebuilding) {
    ASSERT_TRUE(views_.reset(0));
    EXPECT_EQ(code_of(ask({get(0, "42")})[0]), "projection-rebuilding");
}

TEST_F(QueryLoopTest, BadQuestionsAreErrorsOfTheirOwn) {
    const auto results = ask({get(9, "42"), get(1, "42"), list("42", "nonsense")});
    EXPECT_EQ(code_of(results[0]), "unknown-view");
    EXPECT_EQ(code_of(results[1]), "unknown-view");
    EXPECT_EQ(code_of(results[2]), "bad-cursor");
}

TEST_F(QueryLoopTest, AValueThatNoRowCanHaveMatchesNothing) {
    static_cast<MovementView&>(*service_.views[1]).schema_.indexes = {"account", "amount"};
    Question question = list("42");
    question.column = "amount";
    question.stream_type.clear();
    for (const char* bad : {"not a number", "1x", "", "99999999999999999999"}) {
        question.value = bad;
        EXPECT_TRUE(std::get<ListPage>(ask({question})[0].verdict).rows.empty()) << bad;
    }
}

TEST_F(QueryLoopTest, AColumnOfRealNumbersIsSearchedByNumbers) {
    MovementView& movements = static_cast<MovementView&>(*service_.views[1]);
    movements.schema_.indexes = {"amount"};
    movements.schema_.columns[1].type = ColumnType::real;
    movements.schema_.version = 2;
    ASSERT_TRUE(views_.prepare({service_.views[0]->schema(), service_.views[1]->schema()}, store_->state().store_id));
    ViewWrites writes;
    writes.rows.push_back({1, {}, Position{1}, 0, Row{std::string("42"), 2.5}});
    ASSERT_TRUE(views_.write(writes) && views_.serve(1));
    Question question = list("42");
    question.column = "amount";
    question.stream_type.clear();
    question.value = "2.5";
    EXPECT_EQ(std::get<ListPage>(ask({question})[0].verdict).rows.size(), 1u);
}

TEST_F(QueryLoopTest, EachEdgeGetsOneDeliveryPerBatch) {
    Question other = get(0, "42");
    other.waiter.edge = 1;
    (void)ask({get(0, "42"), other, get(0, "43"), list("42")});
    EXPECT_EQ(edges_[0].deliveries, 1);
    EXPECT_EQ(edges_[1].deliveries, 1);
    EXPECT_EQ(edges_[1].results.size(), 1u);
}

TEST_F(QueryLoopTest, WhatDoesNotFitIsLeftInTheBatchAndAClosedMailboxTakesNothing) {
    QueryLoop loop(ports(*reader_), {&edges_[0]}, 2);
    std::vector<Question> three{get(0, "1"), get(0, "2"), get(0, "3")};
    EXPECT_FALSE(loop.ask(three));
    ASSERT_EQ(three.size(), 1u);
    EXPECT_EQ(three[0].key, "3");
    loop.stop();
    EXPECT_FALSE(loop.ask(three));
    EXPECT_EQ(three.size(), 1u);
    loop.run();
    EXPECT_EQ(edges_[0].results.size(), 2u);
}

TEST_F(QueryLoopTest, AReadOfAPositionWaitsUntilTheViewShowsIt) {
    QueryLoop* told = nullptr;
    const auto tell_and_end = [&](std::uint32_t view, Position at) {
        EXPECT_EQ(edges_[0].results.size(), 0u);
        told->shown(view, at);
        told->stop();
    };
    QueryLoop loop(asking_after(tell_and_end), {&edges_[0], &edges_[1]});
    told = &loop;
    std::vector<Question> questions{as_of(7, get(0, "42"))};
    ASSERT_TRUE(loop.ask(questions));
    loop.run();
    ASSERT_EQ(edges_[0].results.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<KeyedRow>(edges_[0].results[0].verdict));
}

TEST_F(QueryLoopTest, AViewThatStaysBehindIsSaidToBeLate) {
    QueryLoop* told = nullptr;
    class Ended : public Collector {
     public:
        void deliver(std::vector<QueryResult>& batch) override {
            Collector::deliver(batch);
            (*loop)->stop();
        }
        QueryLoop** loop = nullptr;
    } edge;
    edge.loop = &told;
    QueryLoop loop(asking_after([](std::uint32_t, Position) {}), {&edge});
    told = &loop;
    std::vector<Question> questions{as_of(7, get(0, "42"))};
    ASSERT_TRUE(loop.ask(questions));
    loop.run();
    ASSERT_EQ(edge.results.size(), 1u);
    EXPECT_EQ(code_of(edge.results[0]), "view-late");
    EXPECT_EQ(runtime_.now(), Instant(std::chrono::seconds(1)));
}

// An edge that has the next question before the last one is answered.
class Asker : public Collector {
 public:
    explicit Asker(Question question) : question_(std::move(question)) {}
    void deliver(std::vector<QueryResult>& batch) override {
        for (const QueryResult& result : batch) others += result.token != question_.waiter.token ? 1 : 0;
        Collector::deliver(batch);
        if (others == 0 && deliveries < 100) {
            std::vector<Question> next{question_};
            EXPECT_TRUE(loop->ask(next));
        } else {
            loop->stop();
        }
    }
    QueryLoop* loop = nullptr;
    int others = 0;

 private:
    Question question_;
};

TEST_F(QueryLoopTest, WhoWaitsForAPositionIsAnsweredWhileQuestionsDoNotCease) {
    Asker edge(get(0, "42"));
    QueryLoop loop(asking_after([&](std::uint32_t view, Position at) { edge.loop->shown(view, at); }), {&edge});
    edge.loop = &loop;
    Question waits = as_of(7, get(0, "42"));
    waits.waiter.token = 99;
    std::vector<Question> both{waits, get(0, "42")};
    ASSERT_TRUE(loop.ask(both));
    loop.run();
    EXPECT_EQ(edge.others, 1);
    EXPECT_LT(edge.deliveries, 10);
}

TEST_F(QueryLoopTest, AtTheEndWhoWaitsForAPositionIsToldSo) {
    QueryLoop loop(asking_after([](std::uint32_t, Position) {}), {&edges_[0], &edges_[1]});
    std::vector<Question> questions{as_of(7, get(0, "42")), as_of(8, list("42"))};
    ASSERT_TRUE(loop.ask(questions));
    loop.stop();
    loop.run();
    ASSERT_EQ(edges_[0].results.size(), 2u);
    EXPECT_EQ(code_of(edges_[0].results[0]), "stopping");
}

TEST_F(QueryLoopTest, MoreReadsThanMayWaitForPositionsAreRefused) {
    QueryLoop* told = nullptr;
    const auto ask_one_more_and_end = [&](std::uint32_t, Position) {
        std::vector<Question> more{as_of(7, get(0, "42"))};
        EXPECT_TRUE(told->ask(more));
        told->stop();
    };
    QueryLoop loop(asking_after(ask_one_more_and_end), {&edges_[0], &edges_[1]}, 2);
    told = &loop;
    std::vector<Question> two{as_of(7, get(0, "42")), as_of(7, get(0, "42"))};
    ASSERT_TRUE(loop.ask(two));
    loop.run();
    ASSERT_EQ(edges_[0].results.size(), 3u);
    EXPECT_EQ(code_of(edges_[0].results[0]), "overloaded");
    EXPECT_EQ(code_of(edges_[0].results[1]), "stopping");
}

class BrokenReader : public ViewReader {
    Result<std::optional<Row>> get(std::uint32_t, std::string_view) override { return fail(views_errc::broken); }
    Result<ListPage> list(const ListQuery&) override { return fail(views_errc::broken); }
};

TEST_F(QueryLoopTest, TellsTheWriterOfViewsThatAreBroken) {
    EXPECT_EQ(ask({get(0, "42")}).size(), 1U);
    EXPECT_EQ(damage_met_, 0);
    reader_ = std::make_unique<BrokenReader>();
    EXPECT_EQ(code_of(ask({get(0, "42")})[0]), "projection-rebuilding");
    EXPECT_EQ(code_of(ask({list("42")})[0]), "projection-rebuilding");
    EXPECT_EQ(damage_met_, 2);
}

TEST_F(QueryLoopTest, SaysTheSameOfBrokenViewsWhenThereIsNobodyToTell) {
    BrokenReader broken;
    QueryLoop loop(ports(broken), {&edges_[0]});
    std::vector<Question> questions;
    questions.push_back(get(0, "42"));
    ASSERT_TRUE(loop.ask(questions));
    loop.stop();
    loop.run();
    EXPECT_EQ(code_of(edges_[0].results.at(0)), "projection-rebuilding");
}

TEST_F(QueryLoopTest, AListOfOperationsIsAnsweredWithoutAnyView) {
    Question question;
    question.waiter = {0, 9};
    question.view = 99;
    question.own = std::make_shared<OwnOperations>(OwnOperations{.scope = moved("42", 5, 1).operation.scope});
    const auto results = ask({question});
    ASSERT_EQ(results.size(), 1u);
    const auto& page = std::get<OwnPage>(results[0].verdict);
    ASSERT_EQ(page.items.size(), 2u);
    EXPECT_EQ(page.items[0].state, OperationState::committed) << "the views show position 1 only";
    EXPECT_EQ(page.items[1].state, OperationState::completed);
}

TEST_F(QueryLoopTest, AListOfOperationsSaysNothingOfFilesWhenTheJournalCannotBeRead) {
    auto moody = std::make_unique<MoodyStore>();
    moody->reads_fail = 1;
    moody->detail = "/secret/journal";
    store_ = std::move(moody);
    ASSERT_TRUE(store_->append(std::vector{moved("42", 5, 1)}));
    Question question;
    question.own = std::make_shared<OwnOperations>(OwnOperations{.scope = moved("42", 5, 1).operation.scope});
    const auto results = ask({question});
    EXPECT_EQ(code_of(results[0]), "store-unavailable");
    EXPECT_EQ(std::get<Error>(results[0].verdict).detail.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace hapax
