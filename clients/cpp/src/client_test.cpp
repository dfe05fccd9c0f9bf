// Goal: every promise of client.hpp, on virtual time. Method: a target that answers by a script.
#include "hapax/client/client.hpp"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "clients/cpp/src/fake_target.hpp"

namespace hapax::client {
namespace {

using namespace std::chrono_literals;

const Operation withdraw{.address = "/accounts/42/withdrawals/{operation}", .body = R"({"amount":2000})"};

class ClientTest : public testing::Test {
 protected:
    Outcome execute(const Operation& operation = withdraw, const std::stop_token& stop = {}) {
        return client().execute(operation, stop);
    }

    Client& client() {
        if (!client_) client_.emplace(options, target.transport(), target.surroundings());
        return *client_;
    }

    std::vector<Duration> pauses() const {
        std::vector<Duration> pauses;
        for (std::size_t i = 1; i < target.asked.size(); ++i)
            pauses.push_back(target.asked[i].at - target.asked[i - 1].at);
        return pauses;
    }

    std::set<std::string> ids() const {
        std::set<std::string> ids;
        for (const auto& asked : target.asked) ids.insert(id_of(asked.request));
        return ids;
    }

    FakeTarget target;
    Options options{.target = "http://127.0.0.1:1"};

 private:
    std::optional<Client> client_;
};

TEST_F(ClientTest, WritesAnOperationAsThePageOfTheContractSays) {
    target.script = {succeeds()};
    options.headers = {{"Authorization", "Bearer abc"}, {"X-Correlation-ID", "general"}};
    Operation operation = withdraw;
    operation.id = Uuid::parse("0197a3c0-6d1e-7cc2-8a57-000000000002");
    operation.if_match = 7;
    operation.headers = {{"x-correlation-id", "special"}};
    ASSERT_TRUE(execute(operation));
    const auto& asked = target.asked.at(0);
    EXPECT_EQ(asked.request.method, "PUT");
    EXPECT_EQ(asked.request.target, "/accounts/42/withdrawals/0197a3c0-6d1e-7cc2-8a57-000000000002");
    EXPECT_EQ(asked.request.body, R"({"amount":2000})");
    EXPECT_EQ(asked.request.headers, (std::vector<Header>{{"x-correlation-id", "special"},
                                                          {"Authorization", "Bearer abc"},
                                                          {"Content-Type", "application/json"},
                                                          {"If-Match", "\"7\""}}));
}

TEST_F(ClientTest, AnAddressWithoutAPlaceForTheIdGetsItAsAKey) {
    target.script = {succeeds()};
    const auto outcome = execute({.method = "POST", .address = "/transfers"});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(target.asked[0].header("Idempotency-Key"), '"' + outcome->operation.text() + '"');
    EXPECT_EQ(outcome->operation.version(), 7);
}

TEST_F(ClientTest, SendsTheSameIdInEveryAttempt) {
    target.script = {fails(client_errc::unreachable), hangs(), problem(503, "overloaded"), succeeds()};
    const auto outcome = execute();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->requests, 4U);
    EXPECT_EQ(ids(), std::set{outcome->operation.text()});
}

TEST_F(ClientTest, GivesEveryOperationAnIdOfItsOwn) {
    target.script = {succeeds()};
    execute();
    target.chance = 1;
    execute();
    EXPECT_EQ(ids().size(), 2U);
}

TEST_F(ClientTest, BacksOffExponentiallyUpToTheCap) {
    target.script = {fails(client_errc::connection_lost), fails(client_errc::connection_lost),
                     fails(client_errc::connection_lost), fails(client_errc::connection_lost), succeeds()};
    options.retry = {.attempts_max = 9, .base = 100ms, .cap = 300ms};
    target.chance = std::uint64_t{1} << 63;  // half of each ceiling
    ASSERT_TRUE(execute());
    EXPECT_EQ(pauses(), (std::vector<Duration>{50ms, 100ms, 150ms, 150ms}));
}

TEST_F(ClientTest, LeavesTheTargetAloneForAsLongAsItAsks) {
    target.script = {problem(503, "overloaded", {{"Retry-After", "2"}}),
                     problem(429, "too-many", {{"Retry-After", "Tue, 14 Nov 2023 22:13:27 GMT"}}),
                     problem(503, "overloaded", {{"Retry-After", "soon"}}), succeeds()};
    ASSERT_TRUE(execute());
    EXPECT_EQ(pauses(), (std::vector<Duration>{2s, 5s, 0s}));
}

TEST_F(ClientTest, GivesUpAtOnceWhenTheTargetWantsToBeAskedAfterTheDeadline) {
    target.script = {problem(503, "overloaded", {{"Retry-After", "99999999999999999999999"}})};
    const auto outcome = execute();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().end, End::deadline);
    EXPECT_EQ(target.asked.size(), 1U);
    EXPECT_EQ(target.now(), target.asked[0].at);
}

TEST_F(ClientTest, NeverTriesAgainWhatWasAnsweredForGood) {
    for (const unsigned code : {400U, 401U, 403U, 404U, 405U, 409U, 410U, 412U, 413U, 415U, 422U, 500U, 301U, 307U}) {
        target.script = {problem(code, "some-code")};
        target.asked.clear();
        const auto outcome = execute();
        ASSERT_FALSE(outcome);
        EXPECT_EQ(target.asked.size(), 1U) << code;
        EXPECT_EQ(outcome.error().error, (Error{client_errc::refused, std::to_string(code) + " some-code"}));
        EXPECT_EQ(outcome.error().end, End::refused);
        EXPECT_EQ(outcome.error().answer->status, code);
        EXPECT_FALSE(outcome.error().outcome_unknown);
    }
}

TEST_F(ClientTest, TriesAgainWhatPasses) {
    for (const unsigned code : {408U, 429U, 502U, 503U, 504U, 507U}) {
        target.script = {problem(code, "some-code"), succeeds()};
        target.asked.clear();
        EXPECT_TRUE(execute()) << code;
        EXPECT_EQ(target.asked.size(), 2U) << code;
    }
}

TEST_F(ClientTest, FailuresABAAreOneErrorWithExactlyAAndB) {
    const Error a{client_errc::connection_lost, "reset"};
    const Error b{client_errc::unavailable, "503 overloaded"};
    target.script = {fails(a.code, a.detail), problem(503, "overloaded"), fails(a.code, a.detail)};
    options.retry.attempts_max = 3;
    const auto outcome = execute();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().causes, (std::vector{a, b}));
    EXPECT_EQ(outcome.error().error.code, client_errc::several_causes);
    EXPECT_EQ(outcome.error().error.detail, "connection-lost: reset; unavailable: 503 overloaded");
    EXPECT_EQ(outcome.error().end, End::attempts);
}

TEST_F(ClientTest, ASingleCauseIsTheError) {
    const Error a{client_errc::connection_lost, "reset"};
    target.script = {fails(a.code, a.detail)};
    options.retry.attempts_max = 4;
    const auto outcome = execute();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().error, a);
    EXPECT_EQ(outcome.error().causes, std::vector{a});
    EXPECT_EQ(outcome.error().requests, 4U);
}

TEST_F(ClientTest, AFinalAnswerIsTheErrorWhateverPassedBefore) {
    target.script = {problem(503, "overloaded"), hangs(), problem(409, "insufficient-funds")};
    const auto outcome = execute();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().error, (Error{client_errc::refused, "409 insufficient-funds"}));
    EXPECT_FALSE(outcome.error().outcome_unknown) << "the refusal is what became of it";
}

TEST_F(ClientTest, SaysThatNothingHappenedOnlyWhereThatIsCertain) {
    options.retry.attempts_max = 2;
    const auto unknown_after = [&](std::vector<FakeTarget::Step> script) {
        target.script = std::move(script);
        target.asked.clear();
        const auto outcome = execute();
        return !outcome && outcome.error().outcome_unknown;
    };
    const std::string not_applied = R"(,"applied":false)";
    EXPECT_FALSE(unknown_after({fails(client_errc::unreachable)}));
    EXPECT_FALSE(unknown_after({problem(503, "overloaded", {}, not_applied)}));
    EXPECT_TRUE(unknown_after({problem(503, "outcome-unknown")}));
    EXPECT_TRUE(unknown_after({fails(client_errc::connection_lost), fails(client_errc::unreachable)}));
    EXPECT_TRUE(unknown_after({hangs(), problem(503, "overloaded", {}, not_applied)}));
    EXPECT_TRUE(unknown_after({hangs(), problem(401, "no-token")})) << "the first one may have been carried out";
    EXPECT_TRUE(unknown_after({fails(client_errc::bad_answer)}));
    EXPECT_TRUE(unknown_after({fails(client_errc::answer_too_large)}));
}

TEST_F(ClientTest, AnAnswerThatIsTooLargeIsNotAskedForAgain) {
    target.script = {fails(client_errc::answer_too_large)};
    const auto outcome = execute();
    EXPECT_EQ(outcome.error().error.code, client_errc::answer_too_large);
    EXPECT_EQ(target.asked.size(), 1U);
}

TEST_F(ClientTest, EndsAtItsDeadlineWhateverHappens) {
    target.script = {hangs()};
    options.timeout.ceiling = 1s;
    Operation operation = withdraw;
    operation.deadline = 5s;
    const Instant began = target.now();
    const auto outcome = execute(operation);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().end, End::deadline);
    EXPECT_EQ(outcome.error().error.code, client_errc::timed_out);
    EXPECT_LE(target.now(), began + 5s);
    EXPECT_TRUE(outcome.error().outcome_unknown);
}

TEST_F(ClientTest, ADeadlineThatIsOverSendsNothing) {
    target.script = {succeeds()};
    Operation operation = withdraw;
    operation.deadline = 0s;
    const auto outcome = execute(operation);
    EXPECT_EQ(outcome.error().error.code, client_errc::deadline_passed);
    EXPECT_FALSE(outcome.error().outcome_unknown);
    EXPECT_TRUE(target.asked.empty());
}

TEST_F(ClientTest, EndsWhenItsBudgetIsSpent) {
    target.script = {fails(client_errc::connection_lost)};
    options.budget = {.earned_per_million = 0, .floor_per_second = 0, .tokens_max = 3};
    options.retry.attempts_max = 100;
    options.breaker.failures_in_a_row_max = 100;
    const auto outcome = execute();
    EXPECT_EQ(outcome.error().end, End::budget);
    EXPECT_EQ(target.asked.size(), 4U);
    EXPECT_EQ(execute().error().requests, 1U) << "a first attempt costs nothing";
}

TEST_F(ClientTest, TheCallersCancelIsNoTimeOutAndSaysNothingAboutTheTarget) {
    std::stop_source source;
    target.script = {[&](FakeTarget&, const FakeTarget::Asked&) -> Result<Response> {
        source.request_stop();
        return fail(client_errc::cancelled);
    }};
    options.breaker.failures_in_a_row_max = 1;
    const auto outcome = execute(withdraw, source.get_token());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().error.code, client_errc::cancelled);
    EXPECT_EQ(outcome.error().end, End::cancelled);
    EXPECT_TRUE(outcome.error().causes.empty());
    EXPECT_TRUE(outcome.error().outcome_unknown);
    EXPECT_EQ(client().breaker_state(), Breaker::State::closed);
}

TEST_F(ClientTest, ACallThatIsCancelledBeforeItBeginsSendsNothing) {
    std::stop_source source;
    source.request_stop();
    target.script = {succeeds()};
    EXPECT_EQ(execute(withdraw, source.get_token()).error().end, End::cancelled);
    EXPECT_TRUE(target.asked.empty());
}

TEST_F(ClientTest, FollowsAnAcceptedOperationToItsAnswer) {
    target.script = {accepts(), status("committed", 20s), fails(client_errc::connection_lost), status("completed", 3s),
                     succeeds(201, {{"Idempotent-Replayed", "true"}})};
    Operation operation = withdraw;
    operation.deadline = 60s;
    operation.headers = {{"Authorization", "Bearer abc"}};
    const auto outcome = execute(operation);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->answer.status, 201U);
    EXPECT_TRUE(outcome->answer.replayed());
    const auto& poll = target.asked[1];
    EXPECT_EQ(poll.request.method, "GET");
    EXPECT_EQ(poll.request.target, "/operations/" + outcome->operation.text());
    EXPECT_EQ(poll.header("Prefer"), "wait=20");
    EXPECT_EQ(poll.header("Authorization"), "Bearer abc");
    EXPECT_EQ(target.asked[4].request.method, "PUT");
    EXPECT_EQ(ids().size(), 1U);
}

TEST_F(ClientTest, ARejectionAtTheEndOfAnAcceptedOperationIsARefusal) {
    target.script = {accepts(), status("rejected"), problem(409, "insufficient-funds")};
    const auto outcome = execute();
    EXPECT_EQ(outcome.error().error, (Error{client_errc::refused, "409 insufficient-funds"}));
    EXPECT_FALSE(outcome.error().outcome_unknown);
}

TEST_F(ClientTest, AnAcceptedOperationThatIsUnknownAfterwardsIsAskedAgain) {
    target.script = {accepts(), problem(404, "unknown-operation"), succeeds()};
    EXPECT_TRUE(execute());
    EXPECT_EQ(target.asked[2].request.method, "PUT");
}

TEST_F(ClientTest, ADeadlineWhileItFollowsLeavesTheOutcomeUnknown) {
    target.script = {accepts(), status("executing", 20s), status("executing", 10s)};
    const auto outcome = execute();
    EXPECT_EQ(outcome.error().end, End::deadline);
    EXPECT_EQ(outcome.error().error.code, client_errc::deadline_passed);
    EXPECT_TRUE(outcome.error().outcome_unknown);
    EXPECT_EQ(target.asked[2].header("Prefer"), "wait=10") << "no longer than the deadline";
}

TEST_F(ClientTest, ATargetThatNeverComesToAnEndIsNotAskedWithoutPause) {
    target.script = {accepts(), status("committed")};
    target.chance = ~std::uint64_t{0};
    EXPECT_EQ(execute().error().end, End::deadline);
    EXPECT_LT(target.asked.size(), 40U);
    target.script = {[](FakeTarget& fake, const FakeTarget::Asked& asked) {
        return asked.request.method == "GET" ? status("completed")(fake, asked) : accepts()(fake, asked);
    }};
    target.asked.clear();
    EXPECT_EQ(execute().error().end, End::deadline);
    EXPECT_LT(target.asked.size(), 40U);
}

TEST_F(ClientTest, SubmitReturnsWhenTheOperationIsDurable) {
    target.script = {problem(503, "overloaded"), accepts()};
    const auto outcome = client().submit(withdraw);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->answer.status, 202U);
    EXPECT_EQ(target.asked[0].header("Prefer"), "respond-async");
    EXPECT_EQ(target.asked.size(), 2U);
}

TEST_F(ClientTest, BelievesNoSuccessThatIsNotOfTheOperation) {
    target.script = {says(200, "<html>Please log in</html>"),
                     says(201, "{}", {{"X-Operation", "operations/0197a3c0-6d1e-7cc2-8a57-000000000002"}}),
                     says(202, "{}"), succeeds()};
    const auto outcome = execute();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->requests, 4U);
}

TEST_F(ClientTest, BelievesNoStatusThatIsNotOfTheOperation) {
    options.retry.attempts_max = 2;
    for (const std::string body :
         {"", "[]", "{", R"({"id":"0197a3c0-6d1e-7cc2-8a57-000000000002","status":"completed"})",
          R"({"status":"completed"})"}) {
        target.script = {accepts(), says(200, body)};
        target.asked.clear();
        EXPECT_EQ(execute().error().error.code, client_errc::bad_answer) << body;
    }
}

TEST_F(ClientTest, StopsWhenTheTargetDoesNotKeepTheIdAnyLonger) {
    target.script = {problem(503, "overloaded", {{"Idempotency-Key-Lifetime", "4"}, {"Retry-After", "3"}})};
    const auto outcome = execute();
    EXPECT_EQ(outcome.error().end, End::lifetime);
    EXPECT_EQ(outcome.error().requests, 2U);
}

TEST_F(ClientTest, AnIdThatIsTooOldIsNotSent) {
    options.key_lifetime = 24h;
    target.script = {succeeds()};
    Operation operation = withdraw;
    operation.id = Uuid::v7(target.epoch.us / 1000 - 86'400'000, 0, 0);
    const auto outcome = execute(operation);
    EXPECT_EQ(outcome.error().error.code, client_errc::lifetime_over);
    EXPECT_TRUE(target.asked.empty());
}

TEST_F(ClientTest, ANonsenseLifetimeIsNotLearnt) {
    target.script = {problem(503, "overloaded", {{"Idempotency-Key-Lifetime", "-4"}}),
                     problem(503, "overloaded", {{"Idempotency-Key-Lifetime", "0"}}), succeeds()};
    EXPECT_TRUE(execute());
}

TEST_F(ClientTest, AnOpenBreakerIsWaitedForAndNothingIsSentMeanwhile) {
    target.script = {fails(client_errc::unreachable), fails(client_errc::unreachable), fails(client_errc::unreachable),
                     succeeds()};
    options.breaker.failures_in_a_row_max = 3;
    options.breaker.open_time = 700ms;
    const auto outcome = execute();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(pauses().back(), 700ms);
}

TEST_F(ClientTest, WithOneAttemptAnOpenBreakerIsAFailureAtOnce) {
    target.script = {fails(client_errc::unreachable)};
    options.breaker.failures_in_a_row_max = 1;
    options.retry.attempts_max = 1;
    execute();
    const auto outcome = execute();
    EXPECT_EQ(outcome.error().error.code, client_errc::breaker_open);
    EXPECT_EQ(outcome.error().requests, 0U);
    EXPECT_FALSE(outcome.error().outcome_unknown);
}

TEST_F(ClientTest, LearnsHowLongToWaitAndCutsAHungCallOff) {
    const auto quick = [](FakeTarget& fake, const FakeTarget::Asked& asked) {
        fake.pass(100ms);
        return succeeds()(fake, asked);
    };
    target.script = {quick};
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(execute());
    target.script.assign(101, hangs());
    target.script.push_back(quick);
    ASSERT_TRUE(execute());
    EXPECT_EQ(target.asked[100].deadline - target.asked[100].at, 200ms);
}

TEST_F(ClientTest, ACallCutOffByItsOwnDeadlineSaysNothingAboutTheTarget) {
    target.script = {hangs()};
    options.breaker.failures_in_a_row_max = 1;
    Operation operation = withdraw;
    operation.deadline = 1s;
    EXPECT_EQ(execute(operation).error().error.code, client_errc::timed_out);
    EXPECT_EQ(client().breaker_state(), Breaker::State::closed);
}

TEST_F(ClientTest, WhoFindsNoTurnUntilItsDeadlineIsTold) {
    options.breaker.concurrency_max = 1;
    std::optional<Outcome> second;
    target.script = {[&](FakeTarget& fake, const FakeTarget::Asked& asked) {
        Operation operation = withdraw;
        operation.deadline = 1s;
        second = execute(operation);
        return succeeds()(fake, asked);
    }};
    ASSERT_TRUE(execute());
    EXPECT_EQ(second->error().error.code, client_errc::target_busy);
    EXPECT_EQ(second->error().end, End::deadline);
    EXPECT_EQ(second->error().requests, 0U);
}

TEST_F(ClientTest, RefusesWhatWouldBreakTheRequest) {
    target.script = {succeeds()};
    const std::vector<Operation> bad{
        {.method = "P UT", .address = "/a"},
        {.method = "", .address = "/a"},
        {.method = "GET", .address = "/a"},
        {.address = ""},
        {.address = "accounts"},
        {.address = "/a b"},
        {.address = "/a\r\nHost: x"},
        {.address = "/a#b"},
        {.address = "/a", .body = std::string((1 << 20) + 1, ' ')},
        {.address = "/a", .headers = {{"", "x"}}},
        {.address = "/a", .headers = {{"X-A", "x\r\nX-B: y"}}},
        {.address = "/a", .headers = {{"X-A", std::string("x\0y", 3)}}},
        {.address = "/a", .headers = {{"content-length", "7"}}},
        {.address = "/a", .headers = {{"Transfer-Encoding", "chunked"}}},
        {.address = "/a", .headers = {{"Idempotency-Key", "x"}}},
        {.address = "/a", .headers = {{"Prefer", "wait=1"}}},
    };
    for (const Operation& operation : bad) {
        const auto outcome = execute(operation);
        ASSERT_FALSE(outcome) << operation.address;
        EXPECT_EQ(outcome.error().error.code, client_errc::bad_operation);
        EXPECT_FALSE(outcome.error().outcome_unknown);
    }
    EXPECT_TRUE(target.asked.empty());
}

TEST(Client, RefusesATargetThatIsNone) {
    for (const std::string text :
         {"", "127.0.0.1:80", "https://a:1", "http://a", "http://:80", "http://a:0", "http://a:70000", "http://a:80/",
          "http://a:80/b", "http://u@a:80", "http://a:b", "http://a b:80"}) {
        EXPECT_THROW(Client({.target = text}), std::invalid_argument) << text;
    }
    EXPECT_NO_THROW(Client({.target = "http://[::1]:8080"}));
    EXPECT_NO_THROW(Client({.target = "http://localhost:8080"}));
}

}  // namespace
}  // namespace hapax::client
