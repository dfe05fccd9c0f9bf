// The SignalR hub as its clients see it, over an Exchange without sockets.

#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"
#include "adapters/edge/http/test_names.hpp"
#include "adapters/edge/http_push/client_frames.hpp"
#include "codec/digest.hpp"

namespace hapax::http {
namespace {

using push::client_frame;
using push::Opcode;
using Kind = FeedEvent::Kind;
using std::chrono::seconds;

const std::string some_id = "0197c0de-0000-7000-8000-000000000001";
const std::string upgrade =
    "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const std::string handshake = "{\"protocol\":\"json\",\"version\":1}\x1e";

std::string get(const std::string& target, const std::string& fields = upgrade) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

std::string post(const std::string& target, const std::string& fields = {}) {
    return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + fields + "\r\n";
}

struct Frame {
    unsigned opcode = 0;
    std::string payload;
};

// Frames of ours: short or with two bytes of length, never masked.
std::vector<Frame> frames_of(std::string bytes) {
    std::vector<Frame> frames;
    while (bytes.size() >= 2) {
        EXPECT_EQ(static_cast<unsigned char>(bytes[0]) & 0xf0U, 0x80U);
        const unsigned opcode = static_cast<unsigned char>(bytes[0]) & 0x0fU;
        std::size_t length = static_cast<unsigned char>(bytes[1]);
        std::size_t begin = 2;
        if (length == 126) {
            length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[2])) << 8 |
                     static_cast<unsigned char>(bytes[3]);
            begin = 4;
        }
        frames.push_back({opcode, bytes.substr(begin, length)});
        bytes.erase(0, begin + length);
    }
    EXPECT_TRUE(bytes.empty());
    return frames;
}

OperationEnd ended(std::uint64_t position) {
    OperationEnd end;
    end.position = Position{position};
    end.key.id = OperationId{*Uuid::parse(some_id)};
    end.type = "Withdraw";
    end.resource = "/accounts/42";
    return end;
}

Verdict document(OperationState state) {
    StatusDocument document;
    document.key.id = OperationId{*Uuid::parse(some_id)};
    document.state = state;
    document.revision = static_cast<std::uint64_t>(state) + 1;
    document.type = "Withdraw";
    document.resource = "/accounts/42";
    return document;
}

class HubTest : public testing::Test {
 protected:
    TestEdge::Client& connect(const std::string& target = "/hubs/operations?id=c0-1-0",
                              const std::string& fields = upgrade) {
        TestEdge::Client& client = edge.connect();
        edge.send(client, get(target, fields));
        edge.settle();
        head = client.output.substr(0, client.output.find("\r\n\r\n") + 4);
        client.output.erase(0, head.size());
        return client;
    }
    TestEdge::Client& greeted(const std::string& target = "/hubs/operations?id=c0-1-0") {
        TestEdge::Client& client = connect(target);
        say(client, handshake);
        EXPECT_EQ(took(client), "{}\x1e");
        return client;
    }
    void say(TestEdge::Client& client, const std::string& text) {
        edge.send(client, client_frame(Opcode::text, text));
        edge.settle();
    }
    void call(TestEdge::Client& client, const std::string& target, const std::string& argument,
              const std::string& invocation = "7") {
        say(client, "{\"type\":1,\"invocationId\":\"" + invocation + "\",\"target\":\"" + target +
                        "\",\"arguments\":[" + argument + "]}\x1e");
    }
    // The texts that came; the code of a close is put into `closed_with`.
    std::string took(TestEdge::Client& client) {
        std::string texts;
        for (const Frame& frame : frames_of(std::exchange(client.output, {}))) {
            if (frame.opcode == 1) texts += frame.payload;
            if (frame.opcode != 8) continue;
            closed_with =
                static_cast<unsigned char>(frame.payload[0]) << 8 | static_cast<unsigned char>(frame.payload[1]);
        }
        return texts;
    }

    TestNames identity;
    TestEdge edge{{}, identity};
    std::string head;
    int closed_with = 0;
};

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

TEST_F(HubTest, AConnectionEndsWithTheTokenThatOpenedIt) {
    identity.until = Timestamp{edge.wall_us + 10'000'000};
    TestEdge::Client& client = greeted("/hubs/operations?access_token=bob");
    edge.advance(seconds(11));
    EXPECT_NE(took(client).find("The token has expired."), std::string::npos);
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
}  // namespace hapax::http
