// What clients of the SignalR hub call, and what they are answered.

#include "support/hub_fixture.hpp"

namespace hapax::http::hub_testing {
namespace {

TEST_F(HubTest, SubscribeAnswersWithTheDocumentAndPendingIsSaidWhileItRuns) {
    TestEdge::Client& client = greeted();
    std::vector<std::optional<Verdict>> states{document(OperationState::accepted), document(OperationState::committed),
                                               std::nullopt};
    std::size_t next = 0;
    edge.operations.status = [&](const Inquiry&) { return states[next++]; };
    call(client, "Subscribe", "\"" + some_id + "\"");
    const std::string said = took(client);
    EXPECT_TRUE(said.starts_with("{\"type\":3,\"invocationId\":\"7\",\"result\":{\"id\":\"" + some_id)) << said;
    const std::string pending = "{\"type\":1,\"target\":\"operation_pending\",\"arguments\":[{\"id\":\"" + some_id +
                                "\",\"name\":\"Withdraw\",\"resource\":\"/accounts/42\",\"status\":\"";
    EXPECT_NE(said.find(pending + "accepted\"}]}\x1e"), std::string::npos);
    EXPECT_TRUE(said.ends_with(pending + "committed\"}]}\x1e"));
    edge.feeds.end(0, ended(41));
    edge.settle();
    EXPECT_NE(took(client).find("operation_completed"), std::string::npos);
    ASSERT_EQ(edge.operations.given_up.size(), 1u) << "nothing is asked behind the end";
    EXPECT_EQ(edge.operations.given_up[0].first, edge.operations.inquiries[2].waiter);
}

TEST_F(HubTest, AnIdThatNobodyKnowsYetIsNullAndUnsubscribeIsAnswered) {
    TestEdge::Client& client = greeted();
    call(client, "Subscribe", "\"" + some_id + "\"", "0");
    EXPECT_EQ(took(client), "{\"type\":3,\"invocationId\":\"0\",\"result\":null}\x1e");
    call(client, "Unsubscribe", "\"" + some_id + "\"", "1");
    EXPECT_EQ(took(client), "{\"type\":3,\"invocationId\":\"1\"}\x1e");
}

TEST_F(HubTest, AForeignIdIsAskedForInTheCallersOwnScope) {
    TestEdge::Client& client = greeted("/hubs/operations?access_token=bob");
    call(client, "Subscribe", "\"" + some_id + "\"");
    ASSERT_EQ(edge.operations.inquiries.size(), 1u);
    EXPECT_EQ(edge.operations.inquiries[0].key.scope, caller_scope({"test", "bob"}));
    EXPECT_EQ(took(client), "{\"type\":3,\"invocationId\":\"7\",\"result\":null}\x1e");
}

TEST_F(HubTest, UnsubscribingWhileItIsAskedForStillAnswersTheQuestion) {
    edge.operations.status = [](const Inquiry&) { return std::nullopt; };
    TestEdge::Client& client = greeted();
    call(client, "Subscribe", "\"" + some_id + "\"", "0");
    call(client, "Unsubscribe", "\"" + some_id + "\"", "1");
    EXPECT_EQ(took(client), "{\"type\":3,\"invocationId\":\"1\"}\x1e");
    edge.operations.verdicts.push_back({edge.operations.inquiries[0].waiter.token, document(OperationState::accepted)});
    edge.settle();
    const std::string said = took(client);
    EXPECT_TRUE(said.starts_with("{\"type\":3,\"invocationId\":\"0\""));
    EXPECT_EQ(said.find("operation_pending"), std::string::npos);
}

TEST_F(HubTest, BadCallsAreAnsweredWithTheirErrorAndTheConnectionGoesOn) {
    TestEdge::Client& client = greeted();
    const auto error_of = [&](const std::string& target, const std::string& arguments) {
        call(client, target, arguments);
        const std::string said = took(client);
        EXPECT_TRUE(said.starts_with("{\"type\":3,\"invocationId\":\"7\",\"error\":\"")) << said;
    };
    error_of("Nonsense", "");
    error_of("subscribe", "\"" + some_id + "\"");
    error_of("Subscribe", "");
    error_of("Subscribe", "7");
    error_of("Subscribe", "\"no uuid\"");
    error_of("Subscribe", "\"" + some_id + "\",1");
    say(client, "{\"type\":4,\"invocationId\":\"9\",\"target\":\"Stream\",\"arguments\":[]}\x1e");
    EXPECT_TRUE(took(client).starts_with("{\"type\":3,\"invocationId\":\"9\",\"error\":\""));
    say(client,
        "{\"type\":1,\"target\":\"Nonsense\",\"arguments\":[]}\x1e{\"type\":5,\"invocationId\":\"1\"}\x1e"
        "{\"type\":3,\"invocationId\":\"1\"}\x1e{\"type\":8,\"sequenceId\":1}\x1e{\"type\":6}\x1e");
    EXPECT_EQ(took(client), "") << "who wants no answer gets none";
    EXPECT_FALSE(client.closed);
    EXPECT_TRUE(edge.operations.inquiries.empty());
}

TEST_F(HubTest, WhatTheApplicationRefusesIsTheErrorOfTheCall) {
    TestEdge::Client& client = greeted();
    edge.operations.status = [](const Inquiry&) { return Refused{operation_errc::expired, false, "secret"}; };
    call(client, "Subscribe", "\"" + some_id + "\"");
    EXPECT_EQ(took(client), "{\"type\":3,\"invocationId\":\"7\",\"error\":\"operation-expired\"}\x1e");
    edge.operations.room = 0;
    call(client, "Subscribe", "\"" + some_id + "\"");
    EXPECT_EQ(took(client), "{\"type\":3,\"invocationId\":\"7\",\"error\":\"overloaded\"}\x1e");
}

TEST_F(HubTest, AConnectionSubscribesToSoManyOperations) {
    edge.operations.status = [](const Inquiry&) { return UnknownOperation{}; };
    TestEdge::Client& client = greeted();
    for (int i = 0; i < 257; ++i) {
        std::string id = some_id;
        id[0] = "0123456789abcdef"[i % 16];
        id[1] = "0123456789abcdef"[i / 16 % 16];
        id[2] = i / 256 == 0 ? '1' : '2';
        call(client, "Subscribe", "\"" + id + "\"");
        EXPECT_EQ(took(client).find("error") != std::string::npos, i == 256) << i;
    }
}

}  // namespace
}  // namespace hapax::http::hub_testing
