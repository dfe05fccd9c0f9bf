// Goal: a hostile or dying target costs the client one bounded failure. Method: a server on loopback that does what a
// script says; the script waits for the client to give up, no test looks at a clock.
#include "clients/cpp/src/http_transport.hpp"

#include <chrono>
#include <latch>

#include <gtest/gtest.h>

#include "clients/cpp/src/scripted_server.hpp"
#include "hapax/client/client.hpp"
#include "hapax/client/errc.hpp"

namespace hapax::client {
namespace {

using namespace std::chrono_literals;

const Request get{"GET", "/health", {}, {}};
const Request put{"PUT", "/accounts/42/withdrawals/7", {{"Content-Type", "application/json"}}, R"({"amount":2000})"};
const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr Duration soon = 500ms;       // for what has to end by the deadline
constexpr Duration long_enough = 60s;  // for what has to end before it

Instant in(Duration time) {
    return Instant(std::chrono::steady_clock::now().time_since_epoch()) + time;
}

std::shared_ptr<Transport> transport_to(const ScriptedServer& server, const Limits& limits = {}) {
    return *make_http_transport(server.target(), limits);
}

ErrorCode failure(ScriptedServer::Step step, Duration deadline, const Limits& limits = {}) {
    ScriptedServer server({std::move(step)});
    const auto response = transport_to(server, limits)->exchange(put, in(deadline), {});
    return response ? ErrorCode{"believed", Handling::park} : response.error().code;
}

TEST(HttpTransport, WritesARequestAndReadsItsAnswer) {
    std::string seen;
    ScriptedServer server({[&](Peer& peer) {
        seen = peer.read_request();
        peer.send("HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 2\r\n\r\n{}");
    }});
    const auto response = transport_to(server)->exchange(put, in(long_enough), {});
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, 201U);
    EXPECT_EQ(response->body, "{}");
    EXPECT_EQ(find_header(response->headers, "x-a"), "b");
    EXPECT_EQ(seen, "PUT /accounts/42/withdrawals/7 HTTP/1.1\r\nHost: " + server.target().substr(7) +
                        "\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"amount\":2000}");
}

TEST(HttpTransport, KeepsConnections) {
    ScriptedServer server({[](Peer& peer) {
        for (int i = 0; i < 3; ++i) {
            peer.read_request();
            peer.send(ok);
        }
        peer.wait_for_close();
    }});
    {
        const auto transport = transport_to(server);
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(transport->exchange(get, in(long_enough), {}));
    }
    EXPECT_EQ(server.connections(), 1);
}

TEST(HttpTransport, AKeptConnectionThatWasClosedIsReplaced) {
    const auto once = [](Peer& peer) {
        peer.read_request();
        peer.send(ok);
    };
    ScriptedServer server({once, once, once});
    const auto transport = transport_to(server);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(transport->exchange(get, in(long_enough), {})) << i;
    EXPECT_EQ(server.connections(), 3);
}

TEST(HttpTransport, AKeptConnectionThatDiesOnTheNextRequestIsReplacedOnce) {
    const auto dies = [](Peer& peer) {
        peer.read_request();
        peer.send(ok);
        peer.read_request();
        peer.reset();
    };
    ScriptedServer server({dies, [](Peer& peer) { peer.read_request(); }});
    const auto transport = transport_to(server);
    ASSERT_TRUE(transport->exchange(get, in(long_enough), {}));
    const auto second = transport->exchange(get, in(long_enough), {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, client_errc::connection_lost);
    EXPECT_EQ(server.connections(), 2);
}

TEST(HttpTransport, WhatWentOutOnAKeptConnectionIsNotSaidToBeUnsent) {
    const ScriptedServer* listening = nullptr;
    ScriptedServer server({[&](Peer& peer) {
        peer.read_request();
        peer.send(ok);
        peer.read_request();  // and carries it out, perhaps
        listening->close_down();
    }});
    listening = &server;
    const auto transport = transport_to(server);
    ASSERT_TRUE(transport->exchange(get, in(long_enough), {}));
    EXPECT_EQ(transport->exchange(put, in(long_enough), {}).error().code, client_errc::connection_lost);
}

TEST(HttpTransport, WhatComesUnaskedIsNotTakenForTheNextAnswer) {
    ScriptedServer server({[](Peer& peer) {
                               peer.read_request();
                               peer.send(ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                               peer.wait_for_close();
                           },
                           [](Peer& peer) {
                               peer.read_request();
                               peer.send(ok);
                           }});
    const auto transport = transport_to(server);
    EXPECT_EQ(transport->exchange(get, in(long_enough), {})->body, "ok");
    EXPECT_EQ(transport->exchange(get, in(long_enough), {})->body, "ok");
}

TEST(HttpTransport, NobodyListeningIsUnreachable) {
    std::string target;
    {
        const ScriptedServer server({});
        target = server.target();
    }
    const auto transport = *make_http_transport(target, {});
    EXPECT_EQ(transport->exchange(get, in(long_enough), {}).error().code, client_errc::unreachable);
}

TEST(HttpTransport, ANameThatIsNoneIsUnreachable) {
    const auto transport = *make_http_transport("http://no-such-host.invalid:80", {});
    EXPECT_EQ(transport->exchange(get, in(long_enough), {}).error().code, client_errc::unreachable);
}

TEST(HttpTransport, AHangUpBeforeOrWithinAnAnswerIsALostConnection) {
    EXPECT_EQ(failure([](Peer& peer) { peer.read_request(); }, long_enough), client_errc::connection_lost);
    const auto halfway = [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"operation\"");
    };
    EXPECT_EQ(failure(halfway, long_enough), client_errc::connection_lost);
    const auto reset = [](Peer& peer) {
        peer.read_request();
        peer.reset();
    };
    EXPECT_EQ(failure(reset, long_enough), client_errc::connection_lost);
}

TEST(HttpTransport, ASilentTargetTimesOut) {
    EXPECT_EQ(failure([](Peer& peer) { peer.wait_for_close(); }, soon), client_errc::timed_out);
}

TEST(HttpTransport, ATargetThatDripsTimesOut) {
    const auto drips = [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nX-Slow: ");
        while (!peer.closed_within(5)) peer.send("a");
    };
    EXPECT_EQ(failure(drips, soon), client_errc::timed_out);
    const auto drips_body = [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (!peer.closed_within(5)) peer.send("a");
    };
    EXPECT_EQ(failure(drips_body, soon), client_errc::timed_out);
}

TEST(HttpTransport, ATargetThatReadsNothingTimesOut) {
    std::latch given_up(1);
    ScriptedServer server({[&](Peer&) { given_up.wait(); }});
    Request large = put;
    large.body.assign(32 << 20, ' ');
    const auto response = transport_to(server)->exchange(large, in(4 * soon), {});
    given_up.count_down();
    EXPECT_EQ(response.error().code, client_errc::timed_out);
}

TEST(HttpTransport, AnAnswerThatIsTooLargeIsLeft) {
    const auto endless_body = [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (peer.send("400\r\n" + std::string(1024, 'a') + "\r\n")) {
        }
    };
    EXPECT_EQ(failure(endless_body, long_enough), client_errc::answer_too_large);
    const auto endless_head = [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\n");
        while (peer.send("X-A: " + std::string(1024, 'a') + "\r\n")) {
        }
    };
    EXPECT_EQ(failure(endless_head, long_enough), client_errc::answer_too_large);
}

TEST(HttpTransport, AFloodOfInterimAnswersIsLeft) {
    const auto flood = [](Peer& peer) {
        peer.read_request();
        while (peer.send("HTTP/1.1 100 Continue\r\n\r\n")) {
        }
    };
    EXPECT_EQ(failure(flood, long_enough), client_errc::bad_answer);
}

TEST(HttpTransport, WhatIsNoHttpIsABadAnswer) {
    const auto garbage = [](Peer& peer) {
        peer.read_request();
        peer.send("SSH-2.0-OpenSSH_9.2\r\n");
        peer.wait_for_close();
    };
    EXPECT_EQ(failure(garbage, long_enough), client_errc::bad_answer);
}

TEST(HttpTransport, AnAnswerBeforeTheRequestWasReadIsTaken) {
    ScriptedServer server({[](Peer& peer) {
        peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        while (!peer.closed_within(1000)) {
        }
    }});
    const auto response = transport_to(server)->exchange(put, in(long_enough), {});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 413U);
}

TEST(HttpTransport, ARedirectIsNotFollowed) {
    ScriptedServer server({[](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    }});
    EXPECT_EQ(transport_to(server)->exchange(put, in(long_enough), {})->status, 307U);
}

TEST(HttpTransport, AStopWakesWhoWaitsForAnAnswer) {
    std::stop_source source;
    ScriptedServer server({[&](Peer& peer) {
        peer.read_request();
        source.request_stop();
        peer.wait_for_close();
    }});
    const auto response = transport_to(server)->exchange(put, in(long_enough), source.get_token());
    EXPECT_EQ(response.error().code, client_errc::cancelled);
}

TEST(HttpTransport, TheClientEndsAnOperationThroughATargetThatDiesTwice) {
    std::vector<std::string> seen;
    const auto dies = [&](Peer& peer) { seen.push_back(peer.read_request()); };
    const auto answers = [&](Peer& peer) {
        seen.push_back(peer.read_request());
        const std::string id = seen.back().substr(seen.back().find("/withdrawals/") + 13, 36);
        peer.send("HTTP/1.1 201 Created\r\nX-Operation: operations/" + id + "\r\nContent-Length: 2\r\n\r\n{}");
    };
    ScriptedServer server({dies, dies, answers});
    Client client({.target = server.target()});
    const auto outcome = client.execute({.address = "/accounts/42/withdrawals/{operation}", .body = "{}"});
    ASSERT_TRUE(outcome) << outcome.error().error.detail;
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen[0], seen[1]);
    EXPECT_EQ(seen[0], seen[2]);
}

TEST(HttpTransport, AStopWakesWhoWaitsForTheNextAttempt) {
    std::stop_source source;
    ScriptedServer server({[&](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n");
        peer.closed_within(20);
        source.request_stop();
    }});
    Client client({.target = server.target()});
    const auto outcome = client.execute({.address = "/a/{operation}"}, source.get_token());
    EXPECT_EQ(outcome.error().end, End::cancelled);
}

}  // namespace
}  // namespace hapax::client
