// For tests of the edge: an Exchange with sessions and no sockets, under a clock that the test moves.
//
//   TestEdge edge;
//   EXPECT_EQ(edge.ask("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
#pragma once

#include <charconv>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/edge/http/exchange.hpp"
#include "adapters/edge/http/fake_application.hpp"
#include "adapters/edge/http/pages.hpp"

namespace hapax::http {

struct TestAnswer {
    int status = 0;
    std::map<std::string, std::string> fields;
    std::string body;
    std::string field(const std::string& name) const {
        const auto found = fields.find(name);
        return found == fields.end() ? "" : found->second;
    }
};

// Cuts one answer off the front of `bytes`; status 0 when there is none. `without_body` for answers to HEAD.
inline TestAnswer take_answer(std::string& bytes, bool without_body = false) {
    TestAnswer answer;
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos || !bytes.starts_with("HTTP/1.1 ")) return answer;
    answer.status = std::stoi(bytes.substr(9, 3));
    std::size_t at = bytes.find("\r\n") + 2;
    while (at < end + 2) {
        const std::size_t line_end = bytes.find("\r\n", at);
        const std::size_t colon = bytes.find(": ", at);
        answer.fields[bytes.substr(at, colon - at)] = bytes.substr(colon + 2, line_end - colon - 2);
        at = line_end + 2;
    }
    const bool sized = !without_body && !answer.field("Content-Length").empty();
    const std::size_t length = sized ? std::stoul(answer.field("Content-Length")) : 0;
    if (bytes.size() < end + 4 + length) return {};
    answer.body = bytes.substr(end + 4, length);
    bytes.erase(0, end + 4 + length);
    return answer;
}

class TestHealth final : public HealthSource {
 public:
    bool live(std::string& out) const override { return out += R"({"status":"live"})", true; }
    bool ready(std::string& out) const override { return out += R"({"status":"starting"})", is_ready; }
    bool is_ready = true;
};

class TestEdge {
 public:
    struct Client {
        std::unique_ptr<Session> session;
        std::string output;
        bool closed = false;
        bool reads = true;  // else what it is sent stays on its way
    };

    explicit TestEdge(Limits l = {}, Identity& identity = everyone_is_anonymous())
        : limits(l),
          router(*Router::build(service, standard_pages(health, [](std::string& out) { out += "up 1\n"; }),
                                {Document{"/", {{"text/html; charset=utf-8", "a service"}}}})),
          exchange({0, service, router, limits, operations, queries, metrics, identity, feeds}) {
        exchange.begin_round(now, Timestamp{wall_us});
    }
    ~TestEdge() {
        for (auto& client : clients) {
            if (!client->closed) exchange.closed(*client->session);
        }
    }

    Client& connect() {
        auto& client = *clients.emplace_back(std::make_unique<Client>());
        client.session = std::make_unique<Session>(limits, exchange, "c0-" + std::to_string(clients.size()), now);
        exchange.opened(*client.session);
        return client;
    }

    // As much of the bytes as the session takes; how much that was.
    std::size_t send(Client& client, std::string_view bytes) {
        std::size_t sent = 0;
        while (sent < bytes.size() && !client.closed) {
            const auto space = client.session->space();
            if (space.empty()) break;
            const std::size_t n = std::min(space.size(), bytes.size() - sent);
            std::copy_n(bytes.data() + sent, n, space.data());
            client.session->received(n, now);
            exchange.watch(*client.session);
            sent += n;
        }
        return sent;
    }

    // One round: what was gathered goes out, verdicts come back, answers reach the clients.
    void settle() {
        do {
            exchange.flush(now);
            exchange.deliver(operations.verdicts);
            exchange.deliver(queries.results);
            exchange.deliver(feeds.events);
            while (Session* session = exchange.pop_changed()) collect(*session);
            while (Session* session = exchange.pop_dead()) drop(*session);
        } while (exchange.has_work() || !operations.verdicts.empty() || !queries.results.empty() ||
                 !feeds.events.empty());
    }

    void advance(Duration by) {
        for (const Instant end = now + by; now < end;) {
            now += std::min<Duration>(limits.timer_step, end - now);
            wall_us += 50'000;
            exchange.begin_round(now, Timestamp{wall_us});
            settle();
        }
    }

    TestAnswer ask(std::string_view bytes) {
        Client& client = connect();
        send(client, bytes);
        settle();
        return take_answer(client.output, bytes.starts_with("HEAD"));
    }

    Client& client_of(Session& session) {
        for (auto& client : clients) {
            if (client->session.get() == &session) return *client;
        }
        return *clients.front();
    }

    Limits limits;
    Service service = bank_service();
    TestHealth health;
    FakeOperations operations;
    FakeQueries queries;
    FakeFeeds feeds;
    FakeMetrics metrics;
    Router router;
    Exchange exchange;
    Instant now{std::chrono::hours{1}};
    std::int64_t wall_us = 1'748'779'200'000'000;
    std::vector<std::unique_ptr<Client>> clients;

 private:
    void collect(Session& session) {
        Client& client = client_of(session);
        std::string bytes;
        if (client.reads) session.take_output(bytes);
        client.output += bytes;
        session.sent(client.reads ? 0 : 1, now);
        exchange.watch(session);
        if (session.over()) drop(session);
    }
    void drop(Session& session) {
        Client& client = client_of(session);
        exchange.closed(session);
        client.closed = true;
    }
};

}  // namespace hapax::http
