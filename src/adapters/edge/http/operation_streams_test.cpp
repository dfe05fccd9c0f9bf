// The stream of one operation as its clients see it.

#include "support/streams_fixture.hpp"

namespace hapax::http::stream_testing {
namespace {

TEST_F(StreamsTest, OneOperationIsFollowedFirstThenAskedForAndEachChangeIsTold) {
    std::vector<Verdict> states{document(OperationState::accepted), document(OperationState::committed, 41),
                                document(OperationState::completed, 41)};
    std::size_t next = 0;
    edge.operations.status = [&](const Inquiry&) { return states[next++]; };
    TestEdge::Client& client = ask(get("/operations/" + some_id + "/events"));
    const Chunked got = took(client);
    EXPECT_TRUE(got.text.starts_with("retry: 3000\n\nevent: accepted\ndata: {\"id\":\"" + some_id));
    EXPECT_NE(got.text.find("\n\nevent: committed\ndata: {"), std::string::npos);
    EXPECT_NE(got.text.find("\n\nevent: completed\nid: 41\ndata: {"), std::string::npos);
    EXPECT_TRUE(got.ends);
    ASSERT_EQ(edge.operations.inquiries.size(), 3u);
    EXPECT_EQ(edge.operations.inquiries[0].wait, Inquiry::Wait::none);
    EXPECT_EQ(edge.operations.inquiries[1].wait, Inquiry::Wait::change);
    EXPECT_EQ(edge.operations.inquiries[1].seen, 1u);
    EXPECT_EQ(edge.feeds.left.size(), 1u);
}

TEST_F(StreamsTest, AnOperationThatNobodyKnowsYetIsToldOfWhenItEnds) {
    TestEdge::Client& client = ask(get("/operations/" + some_id + "/events", "Authorization: Bearer alice\r\n"));
    EXPECT_EQ(took(client).text,
              "retry: 3000\n\nevent: unknown\ndata: {\"id\":\"" + some_id + "\",\"status\":\"unknown\"}\n\n");
    EXPECT_EQ(edge.feeds.followed[0].operation, OperationId{*Uuid::parse(some_id)});
    EXPECT_EQ(edge.feeds.followed[0].scope, caller_scope({"test", "alice"}));
    EXPECT_EQ(edge.operations.inquiries[0].key.scope, caller_scope({"test", "alice"}));
    edge.operations.status = [](const Inquiry&) { return document(OperationState::completed, 41); };
    edge.feeds.end(0, ended(41));
    edge.settle();
    const Chunked got = took(client);
    EXPECT_TRUE(got.text.starts_with("event: completed\nid: 41\n"));
    EXPECT_TRUE(got.ends);
}

TEST_F(StreamsTest, TheFeedMayGiveTheDocumentItselfWhateverQuestionIsOut) {
    TestEdge::Client& unknown = ask(get("/operations/" + some_id + "/events"));
    edge.operations.status = [](const Inquiry& i) {
        return i.wait == Inquiry::Wait::none ? std::optional(document(OperationState::accepted)) : std::nullopt;
    };
    TestEdge::Client& running = ask(get("/operations/" + some_id + "/events"));
    took(unknown);
    took(running);
    for (const Subscription& s : edge.feeds.followed) {
        edge.operations.verdicts.push_back({s.waiter.token, document(OperationState::completed, 41)});
    }
    edge.settle();
    for (TestEdge::Client* client : {&unknown, &running}) {
        const Chunked got = took(*client);
        EXPECT_TRUE(got.text.starts_with("event: completed\nid: 41\n"));
        EXPECT_TRUE(got.ends);
    }
    ASSERT_EQ(edge.operations.given_up.size(), 1u) << "the question that was out";
    EXPECT_TRUE(edge.feeds.left.empty());
}

TEST_F(StreamsTest, AnEndThatIsToldWhileTheOperationIsAskedForIsNotLost) {
    edge.operations.status = [](const Inquiry&) { return std::nullopt; };
    TestEdge::Client& client = ask(get("/operations/" + some_id + "/events"));
    edge.feeds.end(0, ended(41));
    edge.settle();
    EXPECT_EQ(client.output, "");
    const std::uint64_t asked = edge.operations.inquiries[0].waiter.token;
    edge.operations.status = [](const Inquiry&) { return document(OperationState::completed, 41); };
    edge.operations.verdicts.push_back({asked, UnknownOperation{}});  // asked before it was there
    edge.settle();
    EXPECT_TRUE(took(client).ends);
}

TEST_F(StreamsTest, WhoHasSeenTheEndIsToldThatThereIsNothingMore) {
    edge.operations.status = [](const Inquiry&) { return document(OperationState::completed, 41); };
    const std::string path = "/operations/" + some_id + "/events";
    EXPECT_EQ(edge.ask(get(path, "Last-Event-ID: 41\r\n")).status, 204);
    EXPECT_TRUE(took(ask(get(path, "Last-Event-ID: 40\r\n"))).ends);
}

TEST_F(StreamsTest, AStreamOfAnOperationAnswersWhatTheApplicationRefuses) {
    edge.operations.status = [](const Inquiry&) { return Refused{operation_errc::expired, false, "too old"}; };
    EXPECT_EQ(edge.ask(get("/operations/" + some_id + "/events")).status, 410);
    edge.operations.room = 0;
    EXPECT_EQ(edge.ask(get("/operations/" + some_id + "/events")).status, 503);
    EXPECT_EQ(edge.ask(get("/operations/nonsense/events")).status, 400);
}

TEST_F(StreamsTest, AClientThatGoesAwayGivesUpItsQuestion) {
    edge.operations.status = [](const Inquiry&) { return std::nullopt; };
    TestEdge::Client& client = ask(get("/operations/" + some_id + "/events"));
    client.session->peer_closed();
    edge.settle();
    ASSERT_EQ(edge.operations.given_up.size(), 1u);
    EXPECT_EQ(edge.operations.given_up[0].first, edge.operations.inquiries[0].waiter);
}

}  // namespace
}  // namespace hapax::http::stream_testing
