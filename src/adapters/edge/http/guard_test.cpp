// Goal: what look-alikes have in common is the same for them and for nobody else, and who is refused is told of whom.
#include <gmock/gmock.h>

#include "adapters/edge/http/test_edge.hpp"

namespace hapax::http {
namespace {

using testing::HasSubstr;

const std::string one = "0197a3c0-6d1e-7cc2-8a57-0242ac120002";
const std::string other = "0197a3c0-6d1e-7cc2-8a57-0242ac120003";

class GuardTest : public testing::Test {
 protected:
    GuardTest() {
        for (Route& route : edge.service.routes) route.guard = std::chrono::seconds(30);
        edge.operations.reply = [this](const Submission& s) {
            guard = s.guard;
            print = s.fingerprint;
            return finished(s);
        };
    }
    Fingerprint likeness(const std::string& address, const std::string& body, const std::string& fields = {}) {
        guard.reset();
        edge.ask("PUT " + address + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + fields +
                 "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        EXPECT_TRUE(guard.has_value());
        return guard.value_or(Guard{}).likeness;
    }
    TestEdge edge;
    std::optional<Guard> guard;
    Fingerprint print;
};

const std::string withdrawals = "/accounts/42/withdrawals/";

TEST_F(GuardTest, TwoIdsOfTheSameAreAlikeInAnySpelling) {
    const Fingerprint first = likeness(withdrawals + one, R"({"amount":2000})");
    const Fingerprint first_print = print;
    EXPECT_EQ(likeness(withdrawals + other, R"({ "amount" : 2000 })"), first);
    EXPECT_NE(print, first_print) << "fingerprints have the id in them";
    EXPECT_EQ(guard->lasts, std::chrono::seconds(30));
    EXPECT_FALSE(guard->overridden);
}

TEST_F(GuardTest, AnotherAmountOrAnotherPlaceIsNotAlike) {
    const Fingerprint first = likeness(withdrawals + one, R"({"amount":2000})");
    EXPECT_NE(likeness(withdrawals + other, R"({"amount":2001})"), first);
    EXPECT_NE(likeness("/accounts/43/withdrawals/" + other, R"({"amount":2000})"), first);
}

TEST_F(GuardTest, TheOverrideChangesNeitherFingerprintNorLikeness) {
    const Fingerprint first = likeness(withdrawals + one, R"({"amount":2000})");
    const Fingerprint first_print = print;
    EXPECT_EQ(likeness(withdrawals + one, R"({"amount":2000})", "X-Allow-Duplicate: true\r\n"), first);
    EXPECT_EQ(print, first_print);
    EXPECT_TRUE(guard->overridden);
    for (const char* no : {"false", "", "yes", "true, true", "TRUE"}) {
        likeness(withdrawals + one, R"({"amount":2000})", "X-Allow-Duplicate: " + std::string(no) + "\r\n");
        EXPECT_FALSE(guard->overridden) << no;
    }
}

TEST_F(GuardTest, WhoIsRefusedIsToldOfTheEarlierOne) {
    edge.operations.reply = [](const Submission&) {
        return Refused{operation_errc::possible_duplicate, true, "a moment ago", OperationId{*Uuid::parse(other)}};
    };
    const TestAnswer answer = edge.ask("PUT " + withdrawals + one +
                                       " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                       "Content-Length: 15\r\n\r\n{\"amount\":2000}");
    EXPECT_EQ(answer.status, 409);
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"possible-duplicate")"));
    EXPECT_THAT(answer.body, HasSubstr(R"("operation":")" + one + '"'));
    EXPECT_THAT(answer.body, HasSubstr(R"("earlier":")" + other + '"'));
    EXPECT_THAT(answer.body, HasSubstr(R"("applied":false)"));
    EXPECT_THAT(answer.body, HasSubstr(R"("retryable":false)"));
}

TEST_F(GuardTest, TwiceTheHeaderIsARequestThatContradictsItself) {
    const TestAnswer answer = edge.ask("PUT " + withdrawals + one +
                                       " HTTP/1.1\r\nHost: x\r\nX-Allow-Duplicate: true\r\n"
                                       "X-Allow-Duplicate: false\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(answer.status, 400);
}

TEST(Unguarded, ARouteWithoutAGuardHasNone) {
    TestEdge edge;
    bool guarded = true;
    edge.operations.reply = [&](const Submission& s) {
        guarded = s.guard.has_value();
        return finished(s);
    };
    edge.ask("PUT " + withdrawals + one + " HTTP/1.1\r\nHost: x\r\nX-Allow-Duplicate: true\r\n" +
             "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"amount\":2000}");
    EXPECT_FALSE(guarded);
}

}  // namespace
}  // namespace hapax::http
