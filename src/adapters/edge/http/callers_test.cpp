// Fear: somebody is let in who is not who he says, sees what is another's, asks without end, or is told something that he
// should not know. Through bytes, against an application that keeps operations by their key.
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"
#include "codec/digest.hpp"

namespace hapax::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const std::string id = "0197a3c0-6d1e-7cc2-8a57-0242ac120002";
const std::string other_id = "0197a3c0-6d1e-7cc2-8a57-0242ac120003";

std::string request(const std::string& method, const std::string& target, const std::string& fields = {},
                    const std::string& body = {}) {
    const std::string length = body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return method + " " + target + " HTTP/1.1\r\nHost: bank\r\n" + fields + length + "\r\n" + body;
}
std::string withdrawal(const std::string& fields, const std::string& operation = id) {
    return request("PUT", "/accounts/42/withdrawals/" + operation, "Content-Type: application/json\r\n" + fields,
                   R"({"amount":5})");
}
std::string by(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
}

// alice and bob have tokens; `late` had one.
class TwoCallers final : public Identity {
    Identification identify(std::string_view token, Timestamp wall) override {
        if (token.empty()) return std::unexpected(Doubt::missing);
        if (token == "late") return std::unexpected(Doubt::expired);
        if (token != "alice" && token != "bob") return std::unexpected(Doubt::invalid);
        seen_at = wall;
        Caller caller{"test", std::string(token)};
        const CallerScope scope = caller_scope(caller);
        named_ = {std::move(caller), scope, no_end};
        return &named_;
    }
    Identified named_;

 public:
    Timestamp seen_at;
};

class Callers : public testing::Test {
 protected:
    // Keeps what was done by key, as the engine does.
    Callers() {
        edge.operations.reply = [this](const Submission& s) -> std::optional<Verdict> {
            const bool again = done.contains(s.key);
            if (!again) done[s.key] = finished(s).record;
            return Finished{done[s.key], again};
        };
        edge.operations.status = [this](const Inquiry& i) -> std::optional<Verdict> {
            if (i.wait == Inquiry::Wait::change) return std::nullopt;  // nothing changes
            if (!done.contains(i.key)) return UnknownOperation{};
            StatusDocument status;
            status.key = i.key;
            status.state = OperationState::completed;
            status.revision = 3;
            status.record = done[i.key];
            return status;
        };
    }
    void nothing_was_asked() const {
        EXPECT_TRUE(edge.operations.seen.empty());
        EXPECT_TRUE(edge.operations.inquiries.empty());
        EXPECT_TRUE(edge.queries.asked.empty());
    }

    TwoCallers identity;
    TestEdge edge{{}, identity};
    std::map<OperationKey, std::shared_ptr<const StoredCommit>> done;
};

const std::vector<std::string> owned{"/operations/" + id, "/accounts/42/withdrawals/" + id, "/accounts/42",
                                     "/accounts/42/balance", "/accounts/42/movements"};

TEST_F(Callers, WithoutATokenNothingIsTakenAndTheChallengeSaysWhatIsNeeded) {
    for (const std::string& target : owned) {
        const TestAnswer answer = edge.ask(request("GET", target));
        EXPECT_EQ(answer.status, 401) << target;
        EXPECT_EQ(answer.field("WWW-Authenticate"), "Bearer") << "no error: none was made";
        EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
        EXPECT_THAT(answer.body, HasSubstr(R"("type":"/problems/unauthorized")"));
    }
    EXPECT_EQ(edge.ask(withdrawal("")).status, 401);
    nothing_was_asked();
}

TEST_F(Callers, ABadTokenIs401OnEveryRouteThatHasACallerWhateverIsWrongWithIt) {
    std::vector<std::string> answers;
    for (const std::string token : {"eve", "a.b.c", "alice=", "Alice", "x"}) {
        for (const std::string& target : owned) {
            const TestAnswer answer = edge.ask(request("GET", target, by(token) + "X-Correlation-ID: c\r\n"));
            EXPECT_EQ(answer.status, 401);
            EXPECT_EQ(answer.field("WWW-Authenticate"),
                      R"(Bearer error="invalid_token", error_description="The token is not valid here.")");
            EXPECT_THAT(answer.body, Not(HasSubstr(token + "\"")));
            answers.push_back(answer.body);
        }
    }
    for (const std::string& body : answers) EXPECT_EQ(body, answers.front()) << "nothing is told apart";
    nothing_was_asked();
}

TEST_F(Callers, AnAuthorizationThatIsNoBearerTokenIsNotTakenForNone) {
    for (const std::string value : {"Basic YWxpY2U6", "Bearer", "Bearer ", "Beareralice", "Bearer alice bob", "alice",
                                    "Bearer a,b", "Bearer \"alice\"", "Negotiate x", "Bearer\talice", ""}) {
        const TestAnswer answer = edge.ask(withdrawal("Authorization: " + value + "\r\n"));
        EXPECT_EQ(answer.status, 401) << value;
        EXPECT_THAT(answer.field("WWW-Authenticate"), HasSubstr("invalid_token")) << value;
    }
    nothing_was_asked();
    for (const std::string value : {"Bearer alice", "bearer alice", "BEARER   alice"}) {
        EXPECT_EQ(edge.ask(withdrawal("Authorization: " + value + "\r\n")).status, 201) << value;
    }
}

TEST_F(Callers, TwoTokensInARequestAreMalformed) {
    EXPECT_EQ(edge.ask(withdrawal(by("alice") + by("bob"))).status, 400);
    nothing_was_asked();
}

TEST_F(Callers, AnEndedTokenIsTold) {
    const TestAnswer answer = edge.ask(withdrawal(by("late")));
    EXPECT_EQ(answer.status, 401);
    EXPECT_THAT(answer.field("WWW-Authenticate"), HasSubstr("expired"));
}

// Its first request may have been decided when the token was still good.
TEST_F(Callers, A401SaysNothingAboutWhetherAnEarlierRequestWasDone) {
    for (const std::string& fields : {std::string(), by("eve"), by("late")}) {
        const TestAnswer answer = edge.ask(withdrawal(fields));
        EXPECT_EQ(answer.status, 401);
        EXPECT_THAT(answer.body, Not(HasSubstr("applied")));
        EXPECT_THAT(answer.body, HasSubstr(R"("retryable":false)"));
    }
}

TEST_F(Callers, PagesAndOptionsAndUnknownAddressesNeedNoCaller) {
    for (const std::string& fields : {std::string(), by("eve"), std::string("Authorization: Basic eA==\r\n")}) {
        EXPECT_EQ(edge.ask(request("GET", "/health/live", fields)).status, 200);
        EXPECT_EQ(edge.ask(request("GET", "/metrics", fields)).status, 200);
        EXPECT_EQ(edge.ask(request("OPTIONS", "/accounts/42/balance", fields)).status, 204);
        EXPECT_EQ(edge.ask(request("GET", "/nowhere", fields)).status, 404);
    }
}

TEST_F(Callers, TheSubmissionHasTheCallerAndTheTokenIsJudgedAtTheTimeOfTheRequest) {
    edge.ask(withdrawal(by("alice")));
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done.begin()->second->commit.caller, (Caller{"test", "alice"}));
    EXPECT_EQ(done.begin()->first.scope, caller_scope({"test", "alice"}));
    EXPECT_EQ(identity.seen_at.us, edge.wall_us);
}

// S17, S30: another's id is an unknown id, with the same bytes.
TEST_F(Callers, AnothersOperationIsAnUnknownOne) {
    EXPECT_EQ(edge.ask(withdrawal(by("alice"))).status, 201);
    const std::string fields = by("bob") + "X-Correlation-ID: c\r\n";
    for (const std::string prefer : {"", "Prefer: wait=5\r\n"}) {
        for (const std::string& at : {std::string("/operations/"), std::string("/accounts/42/withdrawals/")}) {
            const TestAnswer of_another = edge.ask(request("GET", at + id, fields + prefer));
            const TestAnswer unknown = edge.ask(request("GET", at + other_id, fields + prefer));
            EXPECT_EQ(of_another.status, 404);
            EXPECT_EQ(unknown.status, 404);
            EXPECT_EQ(of_another.fields, unknown.fields);
            std::string same = unknown.body;
            while (same.find(other_id) != std::string::npos) same.replace(same.find(other_id), id.size(), id);
            EXPECT_EQ(of_another.body, same);
        }
    }
    EXPECT_EQ(edge.ask(request("GET", "/operations/" + id, by("alice"))).status, 200);
}

TEST_F(Callers, AnothersIdWithAnothersPayloadIsAnOperationOfOnesOwn) {
    const TestAnswer hers = edge.ask(withdrawal(by("alice")));
    const TestAnswer his = edge.ask(withdrawal(by("bob")));
    EXPECT_EQ(hers.status, 201);
    EXPECT_EQ(his.status, 201);
    EXPECT_EQ(his.field("Idempotent-Replayed"), "") << "it is not hers that he is shown";
    EXPECT_EQ(edge.ask(withdrawal(by("alice"))).field("Idempotent-Replayed"), "true");
    EXPECT_EQ(done.size(), 2U);
}

TEST_F(Callers, ALongPollOnAnothersOperationIsOneOnAnUnknownOne) {
    edge.ask(withdrawal(by("alice")));
    auto& bob = edge.connect();
    edge.send(bob, request("GET", "/operations/" + id, by("bob") + "Prefer: wait=5\r\nIf-None-Match: \"1\"\r\n"));
    edge.settle();
    ASSERT_FALSE(edge.operations.inquiries.empty());
    EXPECT_EQ(edge.operations.inquiries.back().key.scope, caller_scope({"test", "bob"}));
    EXPECT_EQ(bob.output, "");
    edge.advance(5s);
    EXPECT_EQ(take_answer(bob.output).status, 404);
}

// One connection may carry requests of several callers, as one of a gateway does.
TEST_F(Callers, OnOneConnectionEachRequestIsItsOwnCallers) {
    auto& gateway = edge.connect();
    edge.send(gateway, withdrawal(by("alice")) + withdrawal(by("bob")) + withdrawal("") + withdrawal(by("alice")));
    edge.settle();
    EXPECT_EQ(take_answer(gateway.output).field("Idempotent-Replayed"), "");
    EXPECT_EQ(take_answer(gateway.output).field("Idempotent-Replayed"), "");
    EXPECT_EQ(take_answer(gateway.output).status, 401);
    EXPECT_EQ(take_answer(gateway.output).field("Idempotent-Replayed"), "true");
}

// Anonymous: as before there were callers.
TEST(Anonymous, EveryoneIsLetInAndATokenThatNobodyWouldLookAtIsNot) {
    TestEdge edge;
    EXPECT_EQ(edge.ask(withdrawal("")).status, 201);
    EXPECT_EQ(edge.operations.seen[0].key.scope, caller_scope(anonymous_caller()));
    const TestAnswer answer = edge.ask(withdrawal(by("alice")));
    EXPECT_EQ(answer.status, 401);
    EXPECT_THAT(answer.body, HasSubstr("takes no tokens"));
    EXPECT_EQ(edge.operations.seen.size(), 1U);
}

class CallersWithLimits : public Callers {
 protected:
    static Limits limits(std::uint64_t rate, std::uint64_t burst, std::uint64_t concurrency) {
        Limits l;
        l.caller_rate = rate;
        l.caller_burst = burst;
        l.caller_concurrency = concurrency;
        return l;
    }
};

// S33
TEST_F(CallersWithLimits, WhoAsksTooOftenIs429AndNothingIsRecordedAndOthersAreServed) {
    TestEdge limited(limits(1, 3, 0), identity);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limited.ask(withdrawal(by("alice"))).status, 201);
    const TestAnswer answer = limited.ask(withdrawal(by("alice")));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.field("Retry-After"), "1");
    EXPECT_THAT(answer.body, HasSubstr(R"("type":"/problems/too-many-requests")"));
    EXPECT_THAT(answer.body, HasSubstr(R"("retryable":true)"));
    EXPECT_THAT(answer.body, Not(HasSubstr("applied"))) << "an earlier request of this id may have been decided";
    EXPECT_EQ(limited.operations.seen.size(), 3U);
    EXPECT_EQ(limited.ask(withdrawal(by("bob"))).status, 201);
    EXPECT_EQ(limited.ask(request("GET", "/health/live", by("alice"))).status, 200);
    limited.advance(1s);
    EXPECT_EQ(limited.ask(withdrawal(by("alice"))).status, 201) << "after the time that was said";
}

TEST_F(CallersWithLimits, RetryAfterIsHowLongItTakes) {
    TestEdge limited(limits(1, 1, 0), identity);
    limited.limits.retry_after_seconds = 1;
    EXPECT_EQ(limited.ask(withdrawal(by("alice"))).status, 201);
    EXPECT_EQ(limited.ask(withdrawal(by("alice"))).field("Retry-After"), "1");
}

TEST_F(CallersWithLimits, WhoHasTooManyUnderWayIs429UntilOneIsAnsweredOrItsConnectionIsGone) {
    TestEdge limited(limits(0, 1, 2), identity);
    limited.operations.reply = [](const Submission&) { return std::nullopt; };  // decides nothing
    auto& first = limited.connect();
    auto& second = limited.connect();
    limited.send(first, withdrawal(by("alice"), id));
    limited.send(second, withdrawal(by("alice"), other_id));
    limited.settle();
    EXPECT_EQ(limited.ask(withdrawal(by("alice"))).status, 429);
    EXPECT_EQ(limited.ask(request("GET", "/accounts/42/balance", by("alice"))).status, 429) << "reads count too";
    EXPECT_EQ(limited.ask(request("GET", "/accounts/42/balance", by("bob"))).status, 200);
    limited.operations.verdicts.push_back({limited.operations.seen[0].waiter.token, StillRunning{}});
    limited.settle();
    EXPECT_EQ(take_answer(first.output).status, 202);
    EXPECT_EQ(limited.ask(request("GET", "/accounts/42/balance", by("alice"))).status, 200);
    limited.exchange.closed(*second.session);
    second.closed = true;
    auto& third = limited.connect();
    auto& fourth = limited.connect();
    limited.send(third, withdrawal(by("alice"), id));
    limited.send(fourth, withdrawal(by("alice"), other_id));
    limited.settle();
    EXPECT_EQ(third.output + fourth.output, "") << "both were taken";
}

TEST_F(CallersWithLimits, ABadRequestDoesNotStayUnderWay) {
    TestEdge limited(limits(0, 1, 1), identity);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(limited
                      .ask(request("PUT", "/accounts/42/withdrawals/" + id,
                                   "Content-Type: application/json\r\n" + by("alice"), "no json"))
                      .status,
                  400);
    }
    EXPECT_EQ(limited.ask(withdrawal(by("alice"))).status, 201);
}

// The client's time

TEST_F(Callers, TheWaitEndsWithTheClientsTime) {
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    edge.operations.late = [](const OperationKey&) { return StillRunning{}; };
    auto& client = edge.connect();
    edge.send(client, withdrawal(by("alice") + "X-Timeout-Ms: 500\r\n"));
    edge.settle();
    ASSERT_EQ(edge.operations.seen.size(), 1U);
    EXPECT_EQ(edge.operations.seen[0].deadline, edge.now + 500ms);
    edge.advance(400ms);
    EXPECT_EQ(client.output, "");
    edge.advance(200ms);
    EXPECT_EQ(take_answer(client.output).status, 202);
}

TEST_F(Callers, ALongTimeDoesNotLengthenTheWaitAndNoneIsNone) {
    edge.ask(withdrawal(by("alice") + "X-Timeout-Ms: 9999999999\r\n"));
    edge.ask(withdrawal(by("alice"), other_id));
    EXPECT_EQ(edge.operations.seen[0].deadline, edge.now + 9'999'999'999ms);
    EXPECT_EQ(edge.operations.seen[1].deadline, never);
}

TEST_F(Callers, WhatIsTooLateBeforeItIsTakenIs504AndNobodySeesIt) {
    const TestAnswer answer = edge.ask(withdrawal(by("alice") + "X-Timeout-Ms: 0\r\n"));
    EXPECT_EQ(answer.status, 504);
    EXPECT_THAT(answer.body, HasSubstr(R"("type":"/problems/deadline-passed")"));
    EXPECT_THAT(answer.body, Not(HasSubstr("applied")));
    nothing_was_asked();
}

TEST_F(Callers, TheTimeCountsFromTheFirstByteOfTheRequest) {
    auto& slow = edge.connect();
    const std::string bytes = withdrawal(by("alice") + "X-Timeout-Ms: 500\r\n");
    edge.send(slow, bytes.substr(0, bytes.size() - 1));
    edge.advance(600ms);
    edge.send(slow, bytes.substr(bytes.size() - 1));
    edge.settle();
    EXPECT_EQ(take_answer(slow.output).status, 504);
    nothing_was_asked();
}

TEST_F(Callers, ATimeThatIsNoneIs400) {
    for (const std::string value : {"", "-1", "1.5", "1s", "0x10", "99999999999", "soon", "1 2"}) {
        EXPECT_EQ(edge.ask(withdrawal(by("alice") + "X-Timeout-Ms: " + value + "\r\n")).status, 400) << value;
    }
    nothing_was_asked();
}

TEST_F(Callers, AnOperationThatTheEngineFoundTooLateWasCertainlyNotDone) {
    edge.operations.reply = [](const Submission&) {
        return Refused{operation_errc::deadline_passed, true, "too late"};
    };
    const TestAnswer answer = edge.ask(withdrawal(by("alice") + "X-Timeout-Ms: 500\r\n"));
    EXPECT_EQ(answer.status, 504);
    EXPECT_THAT(answer.body, HasSubstr(R"("applied":false)"));
}

}  // namespace
}  // namespace hapax::http
