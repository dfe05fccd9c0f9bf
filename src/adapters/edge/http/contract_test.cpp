// Every row of the HTTP contract (ARCHITECTURE.md, section 8), through bytes, against an application that says what it
// is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"
#include "codec/digest.hpp"

namespace hapax::http {
namespace {

using testing::HasSubstr;

const std::string id = "0197a3c0-6d1e-7cc2-8a57-0242ac120002";
const std::string other_id = "0197a3c0-6d1e-7cc2-8a57-0242ac120003";
const std::string address = "/accounts/42/withdrawals/" + id;

std::string request(const std::string& method, const std::string& target, const std::string& fields = {},
                    const std::string& body = {}) {
    const std::string length = body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return method + " " + target + " HTTP/1.1\r\nHost: bank\r\n" + fields + length + "\r\n" + body;
}
std::string withdrawal(const std::string& fields = {}, const std::string& body = R"({"amount":2000})") {
    return request("PUT", address, "Content-Type: application/json\r\n" + fields, body);
}

class Contract : public testing::Test {
 protected:
    void refuse_with(ErrorCode code, bool applied_false, const std::string& detail = {}) {
        edge.operations.reply = [=](const Submission&) { return Refused{code, applied_false, detail}; };
    }
    TestEdge edge;
};

TEST_F(Contract, TheFirstTimeIsAnswered201WithAllItsFields) {
    const TestAnswer answer = edge.ask(withdrawal());
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body, R"({"operation":")" + id +
                               R"(","status":"completed","stream":"account/42","version":3,"position":"17"})");
    EXPECT_EQ(answer.field("Content-Type"), "application/json");
    EXPECT_EQ(answer.field("Location"), address);
    EXPECT_EQ(answer.field("X-Operation"), "operations/" + id);
    EXPECT_EQ(answer.field("X-Resource"), "/accounts/42");
    EXPECT_EQ(answer.field("ETag"), "\"3\"");
    EXPECT_EQ(answer.field("X-Position"), "17");
    EXPECT_EQ(answer.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.field("X-Correlation-ID"), id);
    EXPECT_EQ(answer.field("Date"), "Sun, 01 Jun 2025 12:00:00 GMT");
    EXPECT_EQ(answer.field("Idempotent-Replayed"), "");
}

TEST_F(Contract, TheSubmissionHoldsWhatTheRequestSaid) {
    edge.ask(request("PUT", "/accounts/4%322/withdrawals/0197A3C0-6D1E-7CC2-8A57-0242AC120002",
                     "Content-Type: application/json; charset=utf-8\r\nX-Correlation-ID: order-9\r\nIf-Match: \"7\"\r\n"
                     "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nUser-Agent: till/1\r\n"
                     "Origin: https://shop\r\nAccept-Language: es\r\nX-Retry-Count: 2\r\n",
                     R"({ "amount": 5 })"));
    ASSERT_EQ(edge.operations.seen.size(), 1U);
    const Seen& seen = edge.operations.seen[0];
    EXPECT_EQ(seen.key.id.value.text(), id);
    EXPECT_EQ(seen.key.scope, caller_scope({"", "anonymous"}));
    EXPECT_EQ(seen.address, "/accounts/422/withdrawals/" + id);
    EXPECT_EQ(seen.resource, "/accounts/422");
    EXPECT_EQ(seen.stream_key, "422");
    EXPECT_EQ(seen.fingerprint, fingerprint("PUT", seen.address, R"({"amount":5})"));
    EXPECT_EQ(seen.type, "Withdraw");
    EXPECT_EQ(seen.if_match, Version{7});
    EXPECT_EQ(seen.wait_for, WaitFor::completion);
    EXPECT_EQ(seen.correlation.correlation_id, "order-9");
    EXPECT_EQ(seen.correlation.traceparent, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    EXPECT_EQ(seen.correlation.name, "till/1");
    EXPECT_EQ(seen.correlation.origin, "https://shop");
    EXPECT_EQ(seen.correlation.culture, "es");
    EXPECT_EQ(seen.correlation.retries, 2U);
    EXPECT_EQ(seen.correlation.connection, "c0-1");
}

TEST_F(Contract, TheTraceAndTheCorrelationComeBackAndBadOnesAreReplaced) {
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    TestAnswer answer = edge.ask(withdrawal("X-Correlation-ID: o-9\r\ntraceparent: " + trace + "\r\n"));
    EXPECT_EQ(answer.field("X-Correlation-ID"), "o-9");
    EXPECT_EQ(answer.field("traceparent"), trace);
    answer = edge.ask(withdrawal("X-Correlation-ID: <script>\r\ntraceparent: 00-zz\r\n"));
    EXPECT_EQ(answer.field("X-Correlation-ID"), id);
    EXPECT_EQ(answer.field("traceparent"), "");
}

TEST_F(Contract, RespondAsyncIsAnswered202) {
    edge.operations.reply = [](const Submission&) { return StillRunning{}; };
    const TestAnswer answer = edge.ask(withdrawal("Prefer: respond-async\r\n"));
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(edge.operations.seen[0].wait_for, WaitFor::commit);
    EXPECT_EQ(answer.field("Location"), "/operations/" + id);
    EXPECT_EQ(answer.field("X-Operation"), "operations/" + id);
    EXPECT_EQ(answer.field("X-Resource"), "/accounts/42");
    EXPECT_EQ(answer.field("Retry-After"), "1");
    EXPECT_EQ(answer.field("Preference-Applied"), "respond-async");
    EXPECT_EQ(answer.body,
              R"({"operation":")" + id + R"(","status":"committed","links":{"operation":"/operations/)" + id + "\"}}");
}

TEST_F(Contract, ACommitAloneIsNo201) {
    EXPECT_EQ(edge.ask(withdrawal("Prefer: respond-async\r\n")).status, 202);
    edge.operations.reply = [](const Submission& s) { return finished(s, Outcome::rejected, "insufficient-funds"); };
    EXPECT_EQ(edge.ask(withdrawal("Prefer: respond-async\r\n")).status, 409);
}

TEST_F(Contract, AnAlwaysAsyncRouteIsAnswered202WithoutAWish) {
    const TestAnswer answer = edge.ask(request("PUT", "/accounts/42/audits/" + id, "", ""));
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.field("Preference-Applied"), "");
}

TEST_F(Contract, RespondAsyncWithAWaitWaitsForTheAnswer) {
    EXPECT_EQ(edge.ask(withdrawal("Prefer: respond-async, wait=5\r\n")).status, 201);
    EXPECT_EQ(edge.operations.seen[0].wait_for, WaitFor::completion);
}

TEST_F(Contract, AWaitThatRunsOutAfterTheSyncIsAnswered202) {
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    edge.operations.late = [](const OperationKey&) { return StillRunning{}; };
    auto& client = edge.connect();
    edge.send(client, withdrawal("Prefer: wait=2\r\n"));
    edge.advance(std::chrono::milliseconds{1900});
    EXPECT_EQ(client.output, "");
    edge.advance(std::chrono::milliseconds{200});
    const TestAnswer answer = take_answer(client.output);
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.field("Preference-Applied"), "wait=2");
}

TEST_F(Contract, AWaitThatRunsOutBeforeTheSyncIsAnswered503WithoutApplied) {
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    edge.operations.late = [](const OperationKey&) { return Refused{operation_errc::outcome_unknown, false, {}}; };
    auto& client = edge.connect();
    edge.send(client, withdrawal());
    edge.advance(std::chrono::seconds{11});
    const TestAnswer answer = take_answer(client.output);
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"outcome-unknown")"));
    EXPECT_THAT(answer.body, HasSubstr(R"("retryable":true)"));
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("applied")));
}

TEST_F(Contract, AnApplicationThatSaysNothingIsAnsweredForAfterAGrace) {
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    auto& client = edge.connect();
    edge.send(client, withdrawal());
    edge.advance(std::chrono::milliseconds{10'500});
    EXPECT_EQ(client.output, "");
    edge.advance(std::chrono::seconds{1});
    const TestAnswer answer = take_answer(client.output);
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr("outcome-unknown"));
    EXPECT_EQ(edge.exchange.waiting(), 0U);
    ASSERT_EQ(edge.operations.given_up.size(), 2U);
    EXPECT_EQ(edge.operations.given_up[0].second, GiveUp::timed_out);
    EXPECT_EQ(edge.operations.given_up[1].second, GiveUp::closed);
}

TEST_F(Contract, ARejectionIs409WithItsCode) {
    edge.operations.reply = [](const Submission& s) { return finished(s, Outcome::rejected, "insufficient-funds"); };
    const TestAnswer answer = edge.ask(withdrawal());
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"insufficient-funds")"));
    EXPECT_THAT(answer.body, HasSubstr(R"("operation":")" + id + '"'));
    EXPECT_THAT(answer.body, HasSubstr(R"("retryable":false,"applied":false)"));
}

TEST_F(Contract, ARepeatGetsTheSameBytesAndSaysSo) {
    const TestAnswer first = edge.ask(withdrawal());
    edge.operations.reply = [](const Submission& s) {
        Finished again = finished(s);
        again.replayed = true;
        return again;
    };
    const TestAnswer again = edge.ask(withdrawal());
    EXPECT_EQ(again.status, first.status);
    EXPECT_EQ(again.body, first.body);
    for (const char* name : {"Content-Type", "Location", "X-Operation"}) {
        EXPECT_EQ(again.field(name), first.field(name));
    }
    EXPECT_EQ(again.field("Idempotent-Replayed"), "true");
}

struct RefusedRow {
    ErrorCode code;
    bool applied_false;
    int status;
    bool retry_after;
};

TEST_F(Contract, EachRefusalOfTheApplicationHasItsStatus) {
    const RefusedRow rows[] = {
        {operation_errc::payload_mismatch, false, 422, false}, {operation_errc::expired, true, 410, false},
        {operation_errc::from_the_future, true, 422, false},   {operation_errc::not_version_7, true, 422, false},
        {operation_errc::overloaded, true, 503, true},         {operation_errc::stopping, true, 503, true},
        {operation_errc::storage_full, true, 507, true},       {operation_errc::outcome_unknown, false, 503, true},
    };
    for (const RefusedRow& row : rows) {
        refuse_with(row.code, row.applied_false);
        const TestAnswer answer = edge.ask(withdrawal());
        EXPECT_EQ(answer.status, row.status) << row.code.name;
        EXPECT_THAT(answer.body, HasSubstr("\"code\":\"" + std::string(row.code.name) + '"'));
        EXPECT_EQ(answer.body.find(R"("applied":false)") != std::string::npos, row.applied_false) << row.code.name;
        EXPECT_EQ(answer.field("Retry-After"), row.retry_after ? "1" : "") << row.code.name;
    }
}

TEST_F(Contract, AFailedPreconditionIs412WithTheCurrentVersion) {
    edge.operations.reply = [](const Submission& s) { return finished(s, Outcome::precondition_failed); };
    const TestAnswer answer = edge.ask(withdrawal("If-Match: \"2\"\r\n"));
    EXPECT_EQ(answer.status, 412);
    EXPECT_THAT(answer.body, HasSubstr(R"("currentVersion":3)"));
}

TEST_F(Contract, AnIfMatchThatIsNoVersionIs400) {
    for (const char* tag :
         {"*", "W/\"3\"", "\"1\", \"2\"", "3", "\"\"", "\"03\"", "\"x\"", "\"99999999999999999999\""}) {
        EXPECT_EQ(edge.ask(withdrawal("If-Match: " + std::string(tag) + "\r\n")).status, 400) << tag;
    }
    EXPECT_TRUE(edge.operations.seen.empty());
}

TEST_F(Contract, AConditionThatNobodyLooksAtIsRefused) {
    EXPECT_EQ(edge.ask(withdrawal("If-None-Match: *\r\n")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/42/balance", "If-Match: \"1\"\r\n")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/health/live", "If-Match: *\r\n")).status, 400);
    EXPECT_TRUE(edge.operations.seen.empty());
}

TEST_F(Contract, OptionsOfTheWholeServerNameEveryMethod) {
    const TestAnswer answer = edge.ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.field("Allow"), "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS");
}

TEST_F(Contract, AStoredFailureIs500WithItsCauses) {
    edge.operations.reply = [](const Submission& s) {
        auto record = std::make_shared<StoredCommit>(*finished(s, Outcome::failed).record);
        record->commit.causes = {"no such table"};
        return Finished{record, false};
    };
    const TestAnswer answer = edge.ask(withdrawal());
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"operation-failed")"));
    EXPECT_THAT(answer.body, HasSubstr(R"("causes":["no such table"])"));
}

TEST_F(Contract, TheIdempotencyKeyIsTakenQuotedOrBare) {
    for (const std::string& key : {id, '"' + id + '"', std::string("0197A3C0-6D1E-7CC2-8A57-0242AC120002")}) {
        const TestAnswer answer = edge.ask(request("POST", "/accounts/42/closing", "Idempotency-Key: " + key + "\r\n"));
        EXPECT_EQ(answer.status, 201) << key;
        EXPECT_EQ(answer.field("Location"), "/operations/" + id);
        EXPECT_EQ(edge.operations.seen.back().key.id.value.text(), id);
    }
}

TEST_F(Contract, IdsAreJudgedBeforeAnythingIsAsked) {
    const auto code = [&](const std::string& bytes) {
        const TestAnswer answer = edge.ask(bytes);
        EXPECT_EQ(answer.status, 400);
        EXPECT_THAT(answer.body, HasSubstr(R"("applied":false)"));
        return answer.body;
    };
    EXPECT_THAT(code(request("POST", "/accounts/42/closing")), HasSubstr("missing-operation-id"));
    EXPECT_THAT(code(request("DELETE", "/accounts/42")), HasSubstr("missing-operation-id"));
    EXPECT_THAT(code(request("PUT", "/accounts/42/withdrawals/7")), HasSubstr("invalid-operation-id"));
    EXPECT_THAT(code(withdrawal("Idempotency-Key: \"" + other_id + "\"\r\n")), HasSubstr("conflicting-operation-ids"));
    EXPECT_THAT(code(withdrawal("Idempotency-Key: nonsense\r\n")), HasSubstr("invalid-operation-id"));
    EXPECT_THAT(code(request("PUT", "/accounts/42/withdrawals/00000000-0000-0000-0000-000000000000")),
                HasSubstr("invalid-operation-id"));
    EXPECT_TRUE(edge.operations.seen.empty());
    EXPECT_EQ(edge.ask(withdrawal("Idempotency-Key: \"" + id + "\"\r\n")).status, 201);
}

TEST_F(Contract, ACreateTakesItsIdFromItsAddressUnlessAKeyIsGiven) {
    TestAnswer answer = edge.ask(request("PUT", "/accounts/42"));
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.field("Location"), "/accounts/42");
    EXPECT_EQ(edge.operations.seen.back().key.id, create_operation_id("/accounts/42"));
    EXPECT_TRUE(edge.operations.seen.back().derived_id);
    answer = edge.ask(request("PUT", "/accounts/42", "Idempotency-Key: " + id + "\r\n"));
    EXPECT_EQ(edge.operations.seen.back().key.id.value.text(), id);
    EXPECT_FALSE(edge.operations.seen.back().derived_id);
    EXPECT_EQ(answer.field("Location"), "/operations/" + id);
}

TEST_F(Contract, BodiesAreJudgedByFormTypeAndFields) {
    EXPECT_EQ(edge.ask(withdrawal("", "nonsense")).status, 400);
    const TestAnswer answer = edge.ask(withdrawal("", R"({"wrong":1})"));
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(answer.body, HasSubstr(R"("errors":[{"pointer":"/wrong","detail":"is unknown"}])"));
    EXPECT_THAT(answer.body, HasSubstr(R"("applied":false)"));
    EXPECT_EQ(edge.ask(withdrawal("Content-Encoding: gzip\r\n")).status, 415);
    for (const char* type : {"text/plain", "application/json; charset=utf-16", "application/xml", "application/"}) {
        const std::string fields = "Content-Type: " + std::string(type) + "\r\n";
        EXPECT_EQ(edge.ask(request("PUT", address, fields, "{}")).status, 415) << type;
    }
    EXPECT_EQ(edge.ask(request("PUT", address, "", "{}")).status, 415);
    EXPECT_EQ(edge.ask(request("PUT", address, "Content-Type: application/bank+json\r\n", "{}")).status, 201);
    EXPECT_EQ(edge.operations.seen.size(), 1U);
}

TEST_F(Contract, AnUnknownAddressIs404AndAWrongMethod405WithAllow) {
    EXPECT_EQ(edge.ask(request("GET", "/nowhere")).status, 404);
    EXPECT_EQ(edge.ask(request("PUT", "/accounts/42/")).status, 404);
    EXPECT_EQ(edge.ask(request("PUT", "/accounts//42")).status, 404);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/42/../43")).status, 404);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/%2e%2e/balance")).status, 404);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/4%2f2/balance")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/4%002/balance")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/4%0d%0a2/balance")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/%zz/balance")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/%ff/balance")).status, 400);
    EXPECT_EQ(edge.ask(request("GET", "/accounts/42;x/balance")).status, 404);
    TestAnswer answer = edge.ask(request("POST", address));
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.field("Allow"), "GET, HEAD, PUT, OPTIONS");
    answer = edge.ask(request("OPTIONS", "/accounts/42"));
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.field("Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
    EXPECT_EQ(edge.ask(request("PUT", address + "?x=1")).status, 400);
}

TEST_F(Contract, OverloadAndStoppingAre503AndSayNothingOfEarlierRequests) {
    edge.operations.room = 0;
    TestAnswer answer = edge.ask(withdrawal());
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("Retry-After"), "1");
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"overloaded")"));
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("applied")));
    EXPECT_EQ(edge.ask(request("GET", "/operations/" + id)).status, 503);
    edge.queries.room = 0;
    EXPECT_EQ(edge.ask(request("GET", "/accounts/42/balance")).status, 503);
    edge.operations.room = nobody_is_refused;
    edge.exchange.stop();
    answer = edge.ask(withdrawal());
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"stopping")"));
    EXPECT_EQ(edge.exchange.waiting(), 0U);
}

TEST_F(Contract, OfARoundOnlyWhatDoesNotFitIsRefused) {
    edge.operations.room = 2;
    edge.queries.room = 1;
    TestEdge::Client& client = edge.connect();
    const std::string read = request("GET", "/accounts/42/balance");
    std::string round;
    for (const char* n : {"01", "02", "03"}) {
        round += request("PUT", "/accounts/42/withdrawals/0197a3c0-6d1e-7cc2-8a57-0242ac1200" + std::string(n),
                         "Content-Type: application/json\r\n", R"({"amount":2000})");
    }
    round += read + read;
    edge.send(client, round);
    edge.settle();
    for (const int status : {201, 201, 503, 200, 503}) {
        const TestAnswer answer = take_answer(client.output);
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.field("Retry-After"), status == 503 ? "1" : "");
    }
    EXPECT_EQ(edge.operations.seen.size(), 2U);
    EXPECT_EQ(edge.exchange.waiting(), 0U);
}

StatusDocument document(const Inquiry& inquiry, OperationState state) {
    StatusDocument status;
    status.key = inquiry.key;
    status.state = state;
    status.revision = 4;
    status.type = "Withdraw";
    status.resource = "/accounts/42";
    status.accepted_at = Timestamp{1'748'779'200'000'000};
    status.attempts = 1;
    if (state != OperationState::completed) return status;
    auto record = std::make_shared<StoredCommit>();
    record->position = Position{17};
    record->version = Version{3};
    record->commit.operation = inquiry.key;
    record->commit.method = "PUT";
    record->commit.address = address;
    record->commit.resource = "/accounts/42";
    record->commit.stream = {"account", "42"};
    record->commit.decided_at = Timestamp{1'748'779'200'001'000};
    status.record = record;
    status.views = {{"balances", Timestamp{1'748'779'200'002'000}}, {"movements", Timestamp{1'748'779'200'003'000}}};
    return status;
}

TEST_F(Contract, TheStatusDocumentHasTimelineAnswerAndETag) {
    edge.operations.status = [](const Inquiry& i) { return document(i, OperationState::completed); };
    for (const std::string& target : {"/operations/" + id, address}) {
        const TestAnswer answer = edge.ask(request("GET", target));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.field("ETag"), "\"4\"");
        std::string expected =
            R"({"id":"ID","status":"completed","type":"Withdraw","resource":"/accounts/42",)"
            R"("acceptedAt":"2025-06-01T12:00:00.000000Z","attempts":1,"version":3,"position":"17","timeline":[)"
            R"({"state":"accepted","at":"2025-06-01T12:00:00.000000Z"},)"
            R"({"state":"committed","at":"2025-06-01T12:00:00.001000Z"},)"
            R"({"state":"projected","view":"balances","at":"2025-06-01T12:00:00.002000Z"},)"
            R"({"state":"projected","view":"movements","at":"2025-06-01T12:00:00.003000Z"},)"
            R"({"state":"completed","at":"2025-06-01T12:00:00.003000Z"}],"answer":{"operation":"ID",)"
            R"("status":"completed","stream":"account/42","version":3,"position":"17"},"links":{"self":)"
            R"("/operations/ID","resource":"/accounts/42"}})";
        for (std::size_t at = 0; (at = expected.find("ID")) != std::string::npos;) expected.replace(at, 2, id);
        EXPECT_EQ(answer.body, expected);
    }
    EXPECT_EQ(edge.ask(request("GET", "/operations/" + id, "If-None-Match: \"4\"\r\n")).status, 304);
    EXPECT_EQ(edge.ask(request("GET", "/operations/" + id, "If-None-Match: \"3\"\r\n")).status, 200);
    EXPECT_EQ(edge.ask(request("GET", "/operations/" + id, "If-None-Match: \"x\", W/\"4\", \"1\"\r\n")).status, 304);
}

TEST_F(Contract, AnOperationIsNotShownAtAnotherAddress) {
    edge.operations.status = [](const Inquiry& i) { return document(i, OperationState::completed); };
    EXPECT_EQ(edge.ask(request("GET", "/accounts/43/withdrawals/" + id)).status, 404);
    edge.operations.status = [](const Inquiry& i) { return document(i, OperationState::executing); };
    EXPECT_EQ(edge.ask(request("GET", "/accounts/43/withdrawals/" + id)).status, 404);
    EXPECT_EQ(edge.ask(request("GET", address)).status, 200);
}

TEST_F(Contract, AnUnknownOperationIs404) {
    const TestAnswer answer = edge.ask(request("GET", "/operations/" + id));
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("unknown-operation"));
    EXPECT_EQ(edge.ask(request("GET", "/operations/7")).status, 400);
}

TEST_F(Contract, AReadMayWaitForTheEndOrForAChange) {
    edge.operations.status = [](const Inquiry&) { return std::nullopt; };
    edge.ask(request("GET", "/operations/" + id, "Prefer: wait=5\r\n"));
    edge.ask(request("GET", "/operations/" + id, "Prefer: wait=5\r\nIf-None-Match: \"4\"\r\n"));
    ASSERT_EQ(edge.operations.inquiries.size(), 2U);
    EXPECT_EQ(edge.operations.inquiries[0].wait, Inquiry::Wait::terminal);
    EXPECT_EQ(edge.operations.inquiries[1].wait, Inquiry::Wait::change);
    EXPECT_EQ(edge.operations.inquiries[1].seen, 4U);
    edge.operations.status = [](const Inquiry& i) { return document(i, OperationState::executing); };
    edge.advance(std::chrono::seconds{6});
    EXPECT_EQ(take_answer(edge.clients[0]->output).status, 200);
    EXPECT_EQ(take_answer(edge.clients[1]->output).status, 304);
}

TEST_F(Contract, HealthMetricsAndHead) {
    EXPECT_EQ(edge.ask(request("GET", "/health/live")).body, R"({"status":"live"})");
    EXPECT_EQ(edge.ask(request("GET", "/health/ready")).status, 200);
    edge.health.is_ready = false;
    EXPECT_EQ(edge.ask(request("GET", "/health/ready")).status, 503);
    EXPECT_EQ(edge.ask(request("GET", "/metrics")).body, "up 1\n");
    const TestAnswer answer = edge.ask(request("HEAD", "/metrics"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.field("Content-Length"), "5");
    EXPECT_EQ(edge.clients.back()->output, "");
}

TEST_F(Contract, AClosedConnectionGivesUpItsWaitersAndLateVerdictsAreDropped) {
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    auto& client = edge.connect();
    edge.send(client, withdrawal());
    edge.settle();
    ASSERT_EQ(edge.operations.seen.size(), 1U);
    edge.exchange.closed(*client.session);
    client.closed = true;
    ASSERT_EQ(edge.operations.given_up.size(), 1U);
    EXPECT_EQ(edge.operations.given_up[0].second, GiveUp::closed);
    edge.operations.verdicts.push_back({edge.operations.seen[0].waiter.token, StillRunning{}});
    edge.settle();
    EXPECT_EQ(edge.exchange.waiting(), 0U);
    EXPECT_EQ(client.output, "");
}

}  // namespace
}  // namespace hapax::http
