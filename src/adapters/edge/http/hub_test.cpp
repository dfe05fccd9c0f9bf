// Connections of the SignalR hub as clients see them: how they begin, what is heard by itself, how they end.

#include "support/hub_fixture.hpp"

namespace hapax::http::hub_testing {
namespace {

TEST_F(HubTest, ANegotiationOffersWebSocketsOnly) {
    const TestAnswer answer = edge.ask(post("/hubs/operations/negotiate?negotiateVersion=1"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body,
              R"({"negotiateVersion":1,"connectionId":"c0-1-0","connectionToken":"c0-1-0","availableTransports":)"
              R"([{"transport":"WebSockets","transferFormats":["Text"]}]})");
    EXPECT_EQ(edge.ask(post("/hubs/operations/negotiate")).body.find("connectionToken"), std::string::npos);
    EXPECT_EQ(edge.ask(post("/hubs/operations/negotiate?negotiateVersion=2")).status, 400);
    EXPECT_EQ(edge.ask(post("/hubs/operations/negotiate?other=1")).status, 400);
    EXPECT_EQ(edge.ask(get("/hubs/operations/negotiate", "")).status, 405);
}

TEST_F(HubTest, AConnectionIsUpgradedGreetedAndHearsOfItsCallersOperations) {
    TestEdge::Client& client = connect("/hubs/operations?id=x", upgrade + "Authorization: Bearer alice\r\n");
    EXPECT_TRUE(
        head.starts_with("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_EQ(edge.feeds.followed.at(0).scope, caller_scope({"test", "alice"}));
    edge.feeds.end(0, ended(41));
    edge.settle();
    EXPECT_EQ(client.output, "") << "before the handshake nothing is said";
    say(client, handshake);
    EXPECT_EQ(took(client), "{}\x1e{\"type\":1,\"target\":\"operation_completed\",\"arguments\":[{\"id\":\"" + some_id +
                                "\",\"name\":\"Withdraw\",\"resource\":\"/accounts/42\",\"position\":\"41\"}]}\x1e");
    edge.settle();
    EXPECT_EQ(edge.feeds.events_taken, 1u);
}

TEST_F(HubTest, ABrowserNamesItsTokenInTheAddressAndAFieldGoesBefore) {
    connect("/hubs/operations?id=x&access_token=bob");
    EXPECT_EQ(edge.feeds.followed.at(0).scope, caller_scope({"test", "bob"}));
    connect("/hubs/operations?id=x&access_token=bob", upgrade + "Authorization: Bearer alice\r\n");
    EXPECT_EQ(edge.feeds.followed.at(1).scope, caller_scope({"test", "alice"}));
    connect("/hubs/operations");
    EXPECT_TRUE(edge.feeds.followed.at(2).shared_scope);
}

TEST_F(HubTest, WhatIsNoHandshakeOfWebSocketIsRefused) {
    const auto without = [](std::string fields, const std::string& line) {
        fields.erase(fields.find(line), line.size());
        return fields;
    };
    const auto with = [](std::string fields, const std::string& from, const std::string& to) {
        return fields.replace(fields.find(from), from.size(), to);
    };
    for (const std::string& fields :
         {std::string(), without(upgrade, "Upgrade: WebSocket\r\n"), with(upgrade, "13", "8"),
          with(upgrade, "keep-alive, Upgrade", "keep-alive"), with(upgrade, ": WebSocket", ": h2c")}) {
        const TestAnswer answer = edge.ask(get("/hubs/operations", fields));
        EXPECT_EQ(answer.status, 426) << fields;
        EXPECT_EQ(answer.field("Sec-WebSocket-Version"), "13");
    }
    EXPECT_EQ(edge.ask(get("/hubs/operations", with(upgrade, "dGhl", "d hl"))).status, 400);
    EXPECT_EQ(
        edge.ask(get("/hubs/operations", without(upgrade, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))).status,
        400);
    EXPECT_EQ(edge.ask(get("/hubs/operations?id=")).status, 400);
    EXPECT_EQ(edge.ask(get("/hubs/operations?id=x&id=y")).status, 400);
    EXPECT_EQ(edge.ask(get("/hubs/operations?id=%00")).status, 400);
    EXPECT_EQ(edge.ask(get("/hubs/operations?id=" + std::string(129, 'x'))).status, 400);
    EXPECT_EQ(edge.ask(post("/hubs/operations", upgrade)).status, 405);
    EXPECT_TRUE(edge.feeds.followed.empty());
}

TEST_F(HubTest, AHubThatIsFullIsAProblemAndNoWebSocket) {
    edge.feeds.opens = false;
    TestEdge::Client& client = edge.connect();
    edge.send(client, get("/hubs/operations"));
    edge.settle();
    edge.feeds.say(0, Kind::refused_caller, 0);
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 429);
    edge.send(client, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 200);
}

TEST_F(HubTest, AWrongHandshakeIsAnsweredAndTheConnectionEnds) {
    for (const char* wrong : {"{\"protocol\":\"messagepack\",\"version\":1}\x1e", "nonsense\x1e", "\x1e",
                              "{\"type\":6}\x1e", "{\"protocol\":\"json\",\"version\":9}\x1e"}) {
        TestEdge::Client& client = connect();
        say(client, wrong);
        EXPECT_TRUE(took(client).starts_with("{\"error\":\"")) << wrong;
        EXPECT_EQ(closed_with, push::close_code::protocol_error);
        EXPECT_TRUE(client.closed);
    }
    EXPECT_EQ(edge.feeds.left.size(), 5u);
}

TEST_F(HubTest, AHandshakeThatDoesNotComeEndsTheConnection) {
    TestEdge::Client& client = connect();
    edge.send(client, client_frame(Opcode::text, "{\"protocol\":"));
    edge.advance(seconds(14));
    EXPECT_FALSE(client.closed);
    edge.advance(seconds(2));
    EXPECT_EQ(took(client), "");
    EXPECT_EQ(closed_with, push::close_code::policy);
    EXPECT_TRUE(client.closed);
}

TEST_F(HubTest, AConnectionEndsWithTheTokenThatOpenedIt) {
    identity.until = Timestamp{edge.wall_us + 10'000'000};
    TestEdge::Client& client = greeted("/hubs/operations?access_token=bob");
    edge.advance(seconds(11));
    EXPECT_NE(took(client).find("The token has expired."), std::string::npos);
}

TEST_F(HubTest, MessagesMayShareAFrameOrBeCutByOne) {
    TestEdge::Client& client = connect();
    const std::string invocation = "{\"type\":1,\"invocationId\":\"1\",\"target\":\"X\",\"arguments\":[]}\x1e";
    say(client, handshake + invocation + invocation.substr(0, 20));
    say(client, invocation.substr(20));
    const std::string said = took(client);
    EXPECT_TRUE(said.starts_with("{}\x1e"));
    EXPECT_EQ(std::ranges::count(said, '\x1e'), 3);
}

TEST_F(HubTest, WhatIsNoMessageEndsTheConnectionWithAWord) {
    TestEdge::Client& client = greeted();
    say(client, "nonsense\x1e{\"type\":6}\x1e");
    EXPECT_TRUE(took(client).starts_with("{\"type\":7,\"error\":\""));
    EXPECT_EQ(closed_with, push::close_code::protocol_error);
    EXPECT_TRUE(client.closed);
    TestEdge::Client& endless = greeted();
    for (int i = 0; i < 3; ++i) edge.send(endless, client_frame(Opcode::text, std::string(15'000, ' ')));
    edge.settle();
    took(endless);
    EXPECT_EQ(closed_with, push::close_code::too_big);
    TestEdge::Client& unmasked = greeted();
    edge.send(unmasked, "\x81\x02{}");
    edge.settle();
    took(unmasked);
    EXPECT_EQ(closed_with, push::close_code::protocol_error);
    TestEdge::Client& huge = greeted();
    edge.send(huge, std::string("\x81\xff\0\0\0\0\x7f\xff\xff\xff\1\2\3\4", 14));
    edge.settle();
    took(huge);
    EXPECT_EQ(closed_with, push::close_code::too_big);
}

TEST_F(HubTest, PingsGoBothWaysAndAClientThatSaysNothingIsGone) {
    TestEdge::Client& client = greeted();
    edge.send(client, client_frame(Opcode::ping, "abc"));
    edge.settle();
    const auto pong = frames_of(std::exchange(client.output, {}));
    ASSERT_EQ(pong.size(), 1u);
    EXPECT_EQ(pong[0].opcode, 10u);
    EXPECT_EQ(pong[0].payload, "abc");
    for (int i = 0; i < 4; ++i) {
        edge.advance(seconds(16));
        EXPECT_EQ(took(client), "{\"type\":6}\x1e");
        say(client, "{\"type\":6}\x1e");
    }
    edge.advance(seconds(46));
    EXPECT_TRUE(client.closed);
    EXPECT_EQ(edge.feeds.left.size(), 1u);
}

TEST_F(HubTest, AClientMayCloseInTheProtocolOrInTheFrames) {
    TestEdge::Client& first = greeted();
    say(first, "{\"type\":7}\x1e");
    took(first);
    EXPECT_EQ(closed_with, push::close_code::normal);
    EXPECT_TRUE(first.closed);
    TestEdge::Client& second = greeted();
    edge.send(second, client_frame(Opcode::close, "\x03\xe9"));
    edge.settle();
    EXPECT_TRUE(second.closed);
    TestEdge::Client& third = greeted();
    third.session->peer_closed();
    edge.settle();
    EXPECT_TRUE(third.closed);
    EXPECT_EQ(edge.feeds.left.size(), 3u);
}

TEST_F(HubTest, ASlowConnectionIsToldToResyncAndToComeAgain) {
    TestEdge::Client& client = greeted();
    edge.feeds.say(0, Kind::lagging, 40);
    edge.settle();
    EXPECT_EQ(took(client),
              "{\"type\":1,\"target\":\"resync\",\"arguments\":[{\"reason\":\"lagging\",\"position\":\"40\"}]}\x1e"
              "{\"type\":7,\"error\":\"The connection is too slow.\",\"allowReconnect\":true}\x1e");
    EXPECT_EQ(closed_with, push::close_code::going_away);
    EXPECT_TRUE(client.closed);
}

TEST_F(HubTest, AStopTellsEveryConnectionToComeAgain) {
    TestEdge::Client& client = greeted();
    TestEdge::Client& silent = connect();
    edge.exchange.stop();
    for (auto& each : edge.clients) each->session->drain(edge.now);
    edge.settle();
    EXPECT_EQ(took(client), "{\"type\":7,\"allowReconnect\":true}\x1e");
    EXPECT_EQ(took(silent), "");
    EXPECT_TRUE(client.closed && silent.closed);
    EXPECT_EQ(edge.ask(post("/hubs/operations/negotiate?negotiateVersion=1")).status, 503);
}

}  // namespace
}  // namespace hapax::http::hub_testing
