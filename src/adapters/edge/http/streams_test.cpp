// The feed of a caller as its clients see it: what is told, what is refused, and its place among other answers.

#include "support/streams_fixture.hpp"

namespace hapax::http::stream_testing {
namespace {

TEST_F(StreamsTest, AFeedSaysWhereItIsAndThenHowEachOperationEnds) {
    TestEdge::Client& client = ask(get("/operations/events", "X-Correlation-ID: me\r\n"));
    EXPECT_EQ(took(client).text, "retry: 3000\nid: 40\n\n");
    EXPECT_NE(head.find("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"), std::string::npos);
    for (const char* field : {"Cache-Control: no-store\r\n", "X-Accel-Buffering: no\r\n",
                              "Transfer-Encoding: chunked\r\n", "X-Correlation-ID: me\r\n", "Date: "}) {
        EXPECT_NE(head.find(field), std::string::npos) << field;
    }
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    edge.feeds.end(0, ended(41));
    edge.feeds.end(0, ended(43, Outcome::rejected));
    edge.settle();
    const Chunked events = took(client);
    EXPECT_EQ(
        events.text,
        "event: completed\nid: 41\ndata: {\"id\":\"" + some_id +
            "\",\"status\":\"completed\",\"name\":\"Withdraw\",\"resource\":\"/accounts/42\",\"position\":\"41\","
            "\"correlationId\":\"c-1\"}\n\n"
            "event: rejected\nid: 43\ndata: {\"id\":\"" +
            some_id +
            "\",\"status\":\"rejected\",\"name\":\"Withdraw\",\"resource\":\"/accounts/42\",\"position\":\"43\","
            "\"code\":\"insufficient-funds\",\"reason\":\"not \\\"enough\\\"\\n\",\"correlationId\":\"c-1\"}\n\n");
    EXPECT_FALSE(events.ends);
}

TEST_F(StreamsTest, AFeedIsThatOfItsCallerAndResumesBehindTheLastEventId) {
    ask(get("/operations/events", "Authorization: Bearer alice\r\nLast-Event-ID: 17\r\n"));
    ask(get("/operations/events", "Authorization: Bearer bob\r\n"));
    ask(get("/operations/events"));
    ASSERT_EQ(edge.feeds.followed.size(), 3u);
    EXPECT_EQ(edge.feeds.followed[0].scope, caller_scope({"test", "alice"}));
    EXPECT_EQ(edge.feeds.followed[0].after, Position{17});
    EXPECT_FALSE(edge.feeds.followed[0].shared_scope);
    EXPECT_EQ(edge.feeds.followed[1].scope, caller_scope({"test", "bob"}));
    EXPECT_EQ(edge.feeds.followed[1].after, std::nullopt);
    EXPECT_TRUE(edge.feeds.followed[2].shared_scope) << "nobody can be told apart among the anonymous";
}

TEST_F(StreamsTest, WhoGoesInTheRoundInWhichHeCameWasNeverFollowing) {
    TestEdge::Client& client = edge.connect();
    edge.send(client, get("/operations/events"));
    edge.exchange.closed(*client.session);
    client.closed = true;
    edge.settle();
    EXPECT_TRUE(edge.feeds.followed.empty()) << "his leave would have come before it, and he would follow for ever";
    EXPECT_TRUE(edge.feeds.left.empty());
}

TEST_F(StreamsTest, ALastEventIdThatIsNoneIsRefused) {
    for (const char* id : {"x", "-1", "1.0", "18446744073709551616", "1 2", "\"5\""}) {
        const TestAnswer answer = edge.ask(get("/operations/events", "Last-Event-ID: " + std::string(id) + "\r\n"));
        EXPECT_EQ(answer.status, 400) << id;
        EXPECT_NE(answer.body.find("invalid-last-event-id"), std::string::npos);
    }
    EXPECT_EQ(edge.ask(get("/operations/events", "Last-Event-ID: 1\r\nLast-Event-ID: 2\r\n")).status, 400);
    EXPECT_EQ(edge.ask(get("/operations/events?since=1")).status, 400);
    EXPECT_TRUE(edge.feeds.followed.empty());
}

TEST_F(StreamsTest, APositionThatNobodyKnowsIsToldToResyncAndGoesOnFromNow) {
    edge.feeds.opens = false;
    TestEdge::Client& client = ask(get("/operations/events", "Last-Event-ID: 900\r\n"));
    edge.feeds.say(0, Kind::unknown_position, 40);
    edge.feeds.opens = true;
    edge.settle();
    EXPECT_EQ(took(client).text,
              "retry: 3000\n\nevent: resync\nid: 40\ndata: {\"reason\":\"unknown-position\",\"position\":\"40\"}\n\n");
    ASSERT_EQ(edge.feeds.followed.size(), 2u);
    EXPECT_EQ(edge.feeds.followed[1].after, Position{40});
    edge.feeds.end(1, ended(41));
    edge.settle();
    EXPECT_TRUE(took(client).text.starts_with("event: completed\nid: 41\n"));
}

TEST_F(StreamsTest, WhoLagsIsToldToResyncWithoutAnIdAndTheStreamEnds) {
    TestEdge::Client& client = ask(get("/operations/events"));
    took(client);
    edge.feeds.say(0, Kind::lagging, 40);
    edge.settle();
    const Chunked end = took(client);
    EXPECT_EQ(end.text, "event: resync\ndata: {\"reason\":\"lagging\",\"position\":\"40\"}\n\n");
    EXPECT_TRUE(end.ends);
    edge.send(client, get("/health/live"));
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 200) << "the connection goes on";
}

TEST_F(StreamsTest, EventsAreGivenBackWhenTheClientHasReadThem) {
    TestEdge::Client& client = ask(get("/operations/events"));
    client.reads = false;
    edge.feeds.end(0, ended(41));
    edge.feeds.end(0, ended(42));
    edge.settle();
    edge.advance(seconds(1));
    EXPECT_EQ(edge.feeds.events_taken, 0u);
    client.reads = true;
    edge.exchange.changed(*client.session);
    edge.settle();
    EXPECT_EQ(edge.feeds.events_taken, 2u);
}

TEST_F(StreamsTest, AHeartbeatSaysHowFarTheFeedWasRead) {
    TestEdge::Client& client = ask(get("/operations/events"));
    took(client);
    edge.feeds.say(0, Kind::reached, 77);
    edge.advance(seconds(14));
    EXPECT_EQ(took(client).text, "");
    edge.advance(seconds(2));
    EXPECT_EQ(took(client).text, ":\nid: 77\n\n");
    edge.advance(seconds(15));
    EXPECT_EQ(took(client).text, ":\nid: 77\n\n");
}

TEST_F(StreamsTest, AFeedEndsWithTheTokenThatOpenedIt) {
    identity.until = Timestamp{edge.wall_us + 20'000'000};
    TestEdge::Client& client = ask(get("/operations/events", "Authorization: Bearer alice\r\n"));
    edge.advance(seconds(19));
    EXPECT_TRUE(edge.feeds.left.empty());
    edge.advance(seconds(2));
    EXPECT_EQ(edge.feeds.left.size(), 1U);
    EXPECT_TRUE(client.output.ends_with("0\r\n\r\n"));
}

TEST_F(StreamsTest, AFeedThatIsRefusedIsAProblemDocument) {
    edge.feeds.opens = false;
    TestEdge::Client& too_many = ask(get("/operations/events", "Authorization: Bearer alice\r\n"));
    TestEdge::Client& full = ask(get("/operations/events"));
    TestEdge::Client& unreadable = ask(get("/operations/events"));
    edge.feeds.say(0, Kind::refused_caller, 0);
    edge.feeds.say(1, Kind::refused, 0);
    edge.feeds.say(2, Kind::unreadable, 0);
    edge.settle();
    const TestAnswer first = take_answer(too_many.output);
    EXPECT_EQ(first.status, 429);
    EXPECT_EQ(first.field("Retry-After"), "1");
    EXPECT_EQ(take_answer(full.output).status, 503);
    EXPECT_EQ(take_answer(unreadable.output).status, 503);
    edge.feeds.room = 0;
    EXPECT_EQ(edge.ask(get("/operations/events")).status, 503);
}

TEST_F(StreamsTest, AFeedThatDoesNotOpenIsAnsweredInTime) {
    edge.feeds.opens = false;
    TestEdge::Client& client = ask(get("/operations/events"));
    edge.advance(seconds(9));
    EXPECT_EQ(client.output, "");
    edge.advance(seconds(2));
    EXPECT_EQ(take_answer(client.output).status, 503);
    EXPECT_EQ(edge.feeds.left.size(), 1u);
}

TEST_F(StreamsTest, ALoopTakesSoManyStreams) {
    Limits limits;
    limits.streams_max = 2;
    TestEdge small{limits};
    for (int i = 0; i < 2; ++i) small.send(small.connect(), get("/operations/events"));
    small.settle();
    const TestAnswer third = small.ask(get("/operations/events"));
    EXPECT_EQ(third.status, 503);
    EXPECT_NE(third.body.find("too-many-subscribers"), std::string::npos);
    small.exchange.closed(*small.clients[0]->session);
    small.clients[0]->closed = true;
    small.settle();
    TestEdge::Client& next = small.connect();
    small.send(next, get("/operations/events"));
    small.settle();
    EXPECT_TRUE(next.output.starts_with("HTTP/1.1 200"));
}

TEST_F(StreamsTest, OtherMethodsAreRefusedAndHeadGetsTheFields) {
    const std::string body = "Content-Length: 0\r\n\r\n";
    for (const char* path : {"/operations/events", "/operations/0197c0de-0000-7000-8000-000000000001/events"}) {
        const std::string address(path);
        const TestAnswer put = edge.ask("PUT " + address + " HTTP/1.1\r\nHost: x\r\n" + body);
        EXPECT_EQ(put.status, 405);
        EXPECT_EQ(put.field("Allow"), "GET, HEAD, OPTIONS");
        const TestAnswer answer = edge.ask("HEAD " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.field("Content-Type"), "text/event-stream");
    }
    EXPECT_TRUE(edge.feeds.followed.empty());
}

TEST_F(StreamsTest, AStreamWaitsForTheAnswersBeforeItAndHoldsUpWhatIsBehindIt) {
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    TestEdge::Client& client = edge.connect();
    const std::string put = "PUT /accounts/1/withdrawals/" + some_id +
                            " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    edge.send(client, put + get("/operations/events") + get("/health/live"));
    edge.settle();
    edge.feeds.end(0, ended(41));
    edge.settle();
    EXPECT_EQ(client.output, "");
    edge.operations.verdicts.push_back({edge.operations.seen[0].waiter.token, StillRunning{}});
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 202);
    EXPECT_NE(took(client).text.find("id: 41"), std::string::npos);
    edge.feeds.say(0, Kind::lagging, 41);
    edge.settle();
    EXPECT_NE(client.output.find("0\r\n\r\nHTTP/1.1 200 OK"), std::string::npos);
}

TEST_F(StreamsTest, AClientThatGoesAwayLeavesItsFeed) {
    TestEdge::Client& client = ask(get("/operations/events"));
    client.session->peer_closed();
    edge.settle();
    EXPECT_TRUE(client.closed);
    ASSERT_EQ(edge.feeds.left.size(), 1u);
    EXPECT_EQ(edge.feeds.left[0], edge.feeds.followed[0].waiter);
    edge.feeds.end(0, ended(41));  // on its way when the client went
    edge.settle();
}

TEST_F(StreamsTest, AClientThatReadsNothingIsDropped) {
    TestEdge::Client& client = ask(get("/operations/events"));
    client.reads = false;
    edge.feeds.end(0, ended(41));
    edge.settle();
    edge.advance(seconds(29));
    EXPECT_FALSE(client.closed);
    edge.advance(seconds(2));
    EXPECT_TRUE(client.closed);
    EXPECT_EQ(edge.feeds.left.size(), 1u);
}

TEST_F(StreamsTest, HttpOneZeroReadsToTheEndOfTheConnection) {
    TestEdge::Client& client = edge.connect();
    edge.send(client, "GET /operations/events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    edge.settle();
    EXPECT_NE(client.output.find("Connection: close\r\n"), std::string::npos);
    EXPECT_EQ(client.output.find("chunked"), std::string::npos);
    EXPECT_TRUE(client.output.ends_with("retry: 3000\nid: 40\n\n"));
    edge.feeds.say(0, Kind::lagging, 40);
    edge.settle();
    EXPECT_TRUE(client.closed);
}

TEST_F(StreamsTest, WhatComesBehindAStreamIsKeptWithinALimit) {
    TestEdge::Client& client = ask(get("/operations/events"));
    EXPECT_LT(edge.send(client, std::string(1 << 20, 'x')), 16u << 10);
    EXPECT_FALSE(client.closed);
}

TEST_F(StreamsTest, AStopEndsEveryStreamAndTheirConnections) {
    TestEdge::Client& feed = ask(get("/operations/events"));
    edge.feeds.opens = false;
    TestEdge::Client& opening = ask(get("/operations/events"));
    edge.exchange.stop();
    for (auto& client : edge.clients) client->session->drain(edge.now);
    edge.settle();
    EXPECT_TRUE(took(feed).ends);
    EXPECT_EQ(take_answer(opening.output).status, 503);
    EXPECT_TRUE(feed.closed && opening.closed);
}

}  // namespace
}  // namespace hapax::http::stream_testing
