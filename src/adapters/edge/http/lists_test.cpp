// Goal: GET /operations asks for the caller's own operations and nothing else, refuses what it does not know, and writes
// down what it is told.
#include <gtest/gtest.h>

#include "adapters/edge/http/operation_list.hpp"
#include "adapters/edge/http/test_edge.hpp"
#include "codec/digest.hpp"

namespace hapax::http {
namespace {

const OperationId id{*Uuid::parse("0197a3c0-6d1e-7cc2-8a57-0242ac120002")};

std::string get(std::string_view query) {
    return "GET /operations" + std::string(query) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

class ListsTest : public testing::Test {
 protected:
    ListsTest() {
        edge.operations.status = [this](const Inquiry& i) -> std::optional<Verdict> {
            return i.all_running ? std::optional<Verdict>(running) : std::nullopt;
        };
        edge.queries.reply = [this](const Question&) -> QueryVerdict { return page; };
    }
    const OwnOperations& asked() { return *edge.queries.asked.back().own; }

    TestEdge edge;
    RunningOperations running;
    OwnPage page;
};

TEST_F(ListsTest, WritesDownWhatItIsTold) {
    page.items.push_back({id, OperationState::executing, "Withdraw", "/accounts/4\"2", Timestamp{0}, std::nullopt});
    page.items.push_back({id, OperationState::completed, "Open", "", Timestamp{1'000'000}, Position{17}});
    page.next = Position{17};
    const TestAnswer answer = edge.ask(get(""));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("Content-Type"), "application/json");
    EXPECT_EQ(answer.body,
              R"({"items":[{"id":"0197a3c0-6d1e-7cc2-8a57-0242ac120002","status":"executing","type":"Withdraw",)"
              R"("resource":"/accounts/4\"2","acceptedAt":"1970-01-01T00:00:00.000000Z",)"
              R"("links":{"self":"/operations/0197a3c0-6d1e-7cc2-8a57-0242ac120002","resource":"/accounts/4%222"}},)"
              R"({"id":"0197a3c0-6d1e-7cc2-8a57-0242ac120002","status":"completed","type":"Open","resource":"",)"
              R"("acceptedAt":"1970-01-01T00:00:01.000000Z","position":"17",)"
              R"("links":{"self":"/operations/0197a3c0-6d1e-7cc2-8a57-0242ac120002"}}],"next":"o17"})");
    page = {};
    EXPECT_EQ(edge.ask(get("")).body, R"({"items":[],"next":null})");
}

TEST_F(ListsTest, AsksWhoRunsThemFirstAndThenTheJournal) {
    running.documents.resize(2);
    EXPECT_EQ(edge.ask(get("")).status, 200);
    ASSERT_EQ(edge.operations.inquiries.size(), 1U);
    EXPECT_TRUE(edge.operations.inquiries[0].all_running);
    EXPECT_EQ(asked().running.size(), 2U);
    EXPECT_EQ(asked().scope, edge.operations.inquiries[0].key.scope);
    EXPECT_EQ(asked().limit, edge.limits.list_rows_default);
    EXPECT_FALSE(asked().before || asked().status || asked().since);
}

TEST_F(ListsTest, DoesNotAskForWhatRunsWhereItCannotBeShown) {
    EXPECT_EQ(edge.ask(get("?cursor=o4711")).status, 200);
    EXPECT_EQ(asked().before, Position{4711});
    EXPECT_EQ(edge.ask(get("?status=rejected")).status, 200);
    EXPECT_EQ(asked().status, OperationState::rejected);
    EXPECT_TRUE(edge.operations.inquiries.empty());
    EXPECT_EQ(edge.ask(get("?status=accepted")).status, 200);
    EXPECT_EQ(edge.operations.inquiries.size(), 1U);
}

TEST_F(ListsTest, TakesEveryFilterAtOnce) {
    EXPECT_EQ(edge.ask(get("?limit=7&since=1970-01-01T00:00:02Z&status=failed&type=Withdraw&cursor=o9")).status, 200);
    EXPECT_EQ(asked().limit, 7U);
    EXPECT_EQ(asked().since, Timestamp{2'000'000});
    EXPECT_EQ(asked().status, OperationState::failed);
    EXPECT_EQ(asked().type, "Withdraw");
    EXPECT_EQ(asked().before, Position{9});
    EXPECT_EQ(edge.ask(get("?limit=999999")).status, 200);
    EXPECT_EQ(asked().limit, list_limits::operations_max);
}

TEST_F(ListsTest, RefusesWhatItDoesNotKnow) {
    const std::string huge(3000, '9');
    for (const std::string& query : {std::string("?"),
                                     std::string("?x=1"),
                                     std::string("?limit=0"),
                                     std::string("?limit=-1"),
                                     std::string("?limit="),
                                     "?limit=" + huge,
                                     std::string("?limit=1&limit=1"),
                                     std::string("?status=unknown"),
                                     std::string("?status=Failed"),
                                     std::string("?status="),
                                     std::string("?status"),
                                     std::string("?type="),
                                     "?type=" + huge,
                                     std::string("?since=yesterday"),
                                     std::string("?since=1970-01-01"),
                                     "?since=" + huge,
                                     std::string("?cursor="),
                                     std::string("?cursor=o0"),
                                     std::string("?cursor=o-1"),
                                     std::string("?cursor=p17"),
                                     std::string("?cursor=o1x"),
                                     std::string("?cursor=o18446744073709551616"),
                                     "?cursor=o" + huge,
                                     std::string("?cursor=%00"),
                                     std::string("?cursor=%zz"),
                                     std::string("?limit=1&&"),
                                     std::string("?limit=1&status=failed&type=%ff")}) {
        if (query == "?") continue;  // an empty query asks for nothing
        const TestAnswer answer = edge.ask(get(query));
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_NE(answer.body.find("invalid-query"), std::string::npos) << query;
    }
    EXPECT_TRUE(edge.queries.asked.empty());
    EXPECT_EQ(edge.ask("PUT /operations HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status, 405);
}

TEST_F(ListsTest, SaysSoWhenTheJournalCannotBeRead) {
    edge.queries.reply = [](const Question&) -> QueryVerdict { return Error{store_errc::unavailable, "later"}; };
    const TestAnswer answer = edge.ask(get(""));
    EXPECT_EQ(answer.status, 503);
    EXPECT_FALSE(answer.field("Retry-After").empty());
    EXPECT_EQ(answer.body.find("\"operation\""), std::string::npos);
}

TEST_F(ListsTest, IsRefusedWhenNobodyTakesTheQuestion) {
    edge.queries.room = 0;
    EXPECT_EQ(edge.ask(get("")).status, 503);
    edge.operations.room = 0;
    EXPECT_EQ(edge.ask(get("")).status, 503);
    EXPECT_EQ(edge.exchange.waiting(), 0U);
}

TEST_F(ListsTest, GivesUpWhenNobodyAnswers) {
    edge.operations.status = [](const Inquiry&) { return std::nullopt; };
    auto& client = edge.connect();
    edge.send(client, get(""));
    edge.settle();
    edge.advance(edge.limits.wait_default + edge.limits.timer_step);
    EXPECT_EQ(take_answer(client.output).status, 503);
    auto& gone = edge.connect();
    edge.send(gone, get(""));
    edge.settle();
    EXPECT_EQ(edge.exchange.waiting(), 1U);
    edge.exchange.closed(*gone.session);
    gone.closed = true;
    EXPECT_EQ(edge.exchange.waiting(), 0U);
    EXPECT_TRUE(edge.operations.given_up.empty());
}

TEST_F(ListsTest, AHeadHasNoBody) {
    const TestAnswer answer = edge.ask("HEAD /operations HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.body.empty());
}

}  // namespace
}  // namespace hapax::http
