// Reads of views through bytes: rows and pages, as of a position, and tags by which a client need not read twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"

namespace hapax::http {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

constexpr std::string_view balance = "/accounts/42/balance";

std::string request(const std::string& method, std::string_view target, const std::string& fields = {}) {
    return method + " " + std::string(target) + " HTTP/1.1\r\nHost: bank\r\n" + fields + "\r\n";
}

class Views : public testing::Test {
 protected:
    TestAnswer read(const std::string& fields = {}, std::string_view target = balance) {
        return edge.ask(request("GET", target, fields));
    }
    TestEdge edge;
};

TEST_F(Views, RowsAndPagesAreRenderedByTheirView) {
    EXPECT_EQ(edge.ask(request("GET", "/accounts/42/balance")).body, R"({"account":"42","amount":7})");
    EXPECT_EQ(edge.ask(request("GET", "/accounts/43/balance")).status, 404);
    const TestAnswer answer = edge.ask(request("GET", "/accounts/42/movements?limit=2&cursor=c%3D1"));
    EXPECT_EQ(answer.body, R"({"items":[{"account":"42","amount":5},{"account":"42","amount":6}],"next":"c2"})");
    const Question& asked = edge.queries.asked.back();
    EXPECT_EQ(asked.limit, 2U);
    EXPECT_EQ(asked.cursor, "c=1");
    EXPECT_EQ(asked.column, "account");
    EXPECT_EQ(asked.value, "42");
    EXPECT_EQ(asked.stream_type, "account");
    for (const char* query : {"limit=0", "limit=x", "limit=1&limit=2", "page=1", "cursor=%zz", "limit=-1"}) {
        EXPECT_EQ(edge.ask(request("GET", std::string("/accounts/42/movements?") + query)).status, 400) << query;
    }
}

TEST_F(Views, ARebuildingViewIs503AndABadCursor400) {
    edge.queries.reply = [](const Question&) { return Error{query_errc::rebuilding, {}}; };
    const TestAnswer answer = edge.ask(request("GET", "/accounts/42/balance"));
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("Retry-After"), "1");
    EXPECT_THAT(answer.body, HasSubstr("projection-rebuilding"));
    edge.queries.reply = [](const Question&) { return Error{views_errc::bad_cursor, {}}; };
    EXPECT_EQ(edge.ask(request("GET", "/accounts/42/movements?cursor=x")).status, 400);
}

TEST_F(Views, AReadAsItIsNamesNoPosition) {
    read();
    EXPECT_EQ(edge.queries.asked.back().at_least, Position{0});
    EXPECT_EQ(edge.queries.asked.back().late_at, never);
}

TEST_F(Views, APositionIsWaitedForAsLongAsTheClientWishes) {
    read("X-Position: 17\r\n");
    EXPECT_EQ(edge.queries.asked.back().at_least, Position{17});
    EXPECT_EQ(edge.queries.asked.back().late_at, edge.now + edge.limits.wait_default);
    read("X-Position: 18446744073709551615\r\nPrefer: wait=3\r\n", "/accounts/42/movements");
    EXPECT_EQ(edge.queries.asked.back().at_least, Position{~std::uint64_t{0}});
    EXPECT_EQ(edge.queries.asked.back().late_at, edge.now + seconds{3});
    read("X-Position: 17\r\nPrefer: wait=99999\r\n");
    EXPECT_EQ(edge.queries.asked.back().late_at, edge.now + edge.limits.wait_max);
    read("X-Position: 17\r\nX-Timeout-Ms: 500\r\n");
    EXPECT_EQ(edge.queries.asked.back().late_at, edge.now + std::chrono::milliseconds{500});
}

TEST_F(Views, WhatIsNoPositionIs400) {
    for (const char* text : {"", "x", "-1", "1.5", "18446744073709551616", "000000000000000000001", "\"17\"", "1 7"}) {
        const TestAnswer answer = read("X-Position: " + std::string(text) + "\r\n");
        EXPECT_EQ(answer.status, 400) << text;
        EXPECT_THAT(answer.body, HasSubstr("invalid-position")) << text;
    }
    EXPECT_EQ(read("X-Position: 1\r\nX-Position: 2\r\n").status, 400) << "twice";
    EXPECT_TRUE(edge.queries.asked.empty());
}

TEST_F(Views, AViewThatIsLateIs504) {
    edge.queries.reply = [](const Question&) { return Error{query_errc::late, "not yet"}; };
    const TestAnswer answer = read("X-Position: 17\r\n");
    EXPECT_EQ(answer.status, 504);
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"view-late")"));
    EXPECT_THAT(answer.body, HasSubstr(R"("retryable":true)"));
}

TEST_F(Views, WhatDidNotChangeIsNotSentAgain) {
    for (const std::string_view target : {balance, std::string_view("/accounts/42/movements")}) {
        const TestAnswer first = read({}, target);
        const std::string tag = first.field("ETag");
        EXPECT_EQ(tag.size(), 34u) << tag;
        const std::string lists[] = {tag, "W/" + tag, "\"other\", " + tag, "*"};
        for (const std::string& list : lists) {
            const TestAnswer again = read("If-None-Match: " + list + "\r\n", target);
            EXPECT_EQ(again.status, 304) << list;
            EXPECT_EQ(again.body, "");
            EXPECT_EQ(again.field("ETag"), tag);
            EXPECT_EQ(again.field("Content-Type"), "");
        }
        EXPECT_EQ(read("If-None-Match: \"7\"\r\n", target).status, 200);
    }
}

TEST_F(Views, WhatChangedHasAnotherTag) {
    const std::string before = read().field("ETag");
    edge.queries.reply = [](const Question&) { return KeyedRow{"42", Row{std::int64_t{8}}}; };
    const TestAnswer answer = read("If-None-Match: " + before + "\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.field("ETag"), before);
}

TEST_F(Views, ATagOfAViewIsNoVersionForACommand) {
    const std::string tag = read().field("ETag");
    const TestAnswer answer =
        edge.ask(request("DELETE", "/accounts/42",
                         "Idempotency-Key: 0197a3c0-6d1e-7cc2-8a57-0242ac120002\r\nIf-Match: " + tag + "\r\n"));
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("invalid-precondition"));
    EXPECT_TRUE(edge.operations.seen.empty());
}

TEST_F(Views, WhatIsDurableAndNotShownNamesThePositionToAskFor) {
    edge.operations.reply = [](const Submission&) { return StillRunning{Position{17}}; };
    const TestAnswer answer =
        edge.ask(request("DELETE", "/accounts/42", "Idempotency-Key: 0197a3c0-6d1e-7cc2-8a57-0242ac120002\r\n"));
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.field("X-Position"), "17");
}

TEST_F(Views, WhereNobodyAnswersTheEdgeDoesAfterTheWaitAndItsGrace) {
    auto& client = edge.connect();
    edge.send(client, request("GET", balance, "X-Position: 17\r\nPrefer: wait=1\r\n"));
    edge.exchange.flush(edge.now);
    edge.queries.results.clear();
    edge.advance(seconds{1});
    EXPECT_EQ(client.output, "");
    edge.advance(edge.limits.verdict_grace + seconds{1});
    EXPECT_EQ(take_answer(client.output).status, 503);
}

TEST_F(Views, EveryAnswerOfACommandsAddressSaysHowLongAnIdIsKept) {
    edge.router = *Router::build(edge.service, {}, {}, "Idempotency-Key-Lifetime: 60\r\n");
    const std::string key = "Idempotency-Key: 0197a3c0-6d1e-7cc2-8a57-0242ac120002\r\n";
    EXPECT_EQ(edge.ask(request("DELETE", "/accounts/42", key)).field("Idempotency-Key-Lifetime"), "60");
    EXPECT_EQ(edge.ask(request("DELETE", "/accounts/42")).field("Idempotency-Key-Lifetime"), "60") << "a refusal";
    EXPECT_EQ(read().field("Idempotency-Key-Lifetime"), "");
}

}  // namespace
}  // namespace hapax::http
