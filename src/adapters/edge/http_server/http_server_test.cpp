// The sockets of the edge, really: bytes over loopback against the fake application.
#include "adapters/edge/http_server/http_server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/edge/http/bad_requests.hpp"
#include "adapters/edge/http/test_edge.hpp"

namespace hapax::http {
namespace {

using testing::HasSubstr;

class Clocks final : public Runtime {
 public:
    void spawn(std::string, std::function<void()>) override {}
    std::unique_ptr<Parker> make_parker() override { return nullptr; }
    Instant now() override { return Instant{std::chrono::steady_clock::now().time_since_epoch()}; }
    Timestamp wall() override { return Timestamp{1'748'779'200'000'000}; }
    std::uint64_t random() override { return 4; }
};

// Answers from a thread of its own, as the application does; several loops may submit at once.
class ThreadedApplication final : public Operations, public Queries {
 public:
    explicit ThreadedApplication(HttpServer& server) : server_(server), thread_([this] { run(); }) {}
    ~ThreadedApplication() override {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }
    bool submit(std::vector<Submission>& batch) override {
        const std::lock_guard lock(mutex_);
        for (Submission& s : batch) {
            ++submitted;
            waiting_.push_back({s.waiter, finished(s)});
        }
        batch.clear();
        wake_.notify_all();
        return true;
    }
    bool inquire(std::vector<Inquiry>& batch) override {
        const std::lock_guard lock(mutex_);
        for (const Inquiry& i : batch) waiting_.push_back({i.waiter, UnknownOperation{}});
        batch.clear();
        wake_.notify_all();
        return true;
    }
    bool ask(std::vector<Question>& batch) override {
        for (const Question& q : batch) {
            std::vector<QueryResult> one;
            one.push_back({q.waiter.token, q.view, KeyedRow{q.key, Row{std::int64_t{7}}}});
            server_.results(q.waiter.edge).deliver(one);
        }
        batch.clear();
        return true;
    }
    void give_up(Waiter, OperationKey, GiveUp why) override {
        if (why == GiveUp::closed) ++given_up;
    }
    void hold(bool held) {
        {
            const std::lock_guard lock(mutex_);
            held_ = held;
        }
        wake_.notify_all();
    }
    std::atomic<int> submitted{0};
    std::atomic<int> given_up{0};

 private:
    struct Pending {
        Waiter waiter;
        Verdict verdict;
    };
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [&] { return stopped_ || (!held_ && !waiting_.empty()); });
            if (stopped_) return;
            for (Pending& pending : std::exchange(waiting_, {})) {
                std::vector<Delivery> one;
                one.push_back({pending.waiter.token, std::move(pending.verdict)});
                server_.verdicts(pending.waiter.edge).deliver(one);
            }
        }
    }
    HttpServer& server_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Pending> waiting_;
    bool held_ = false;
    bool stopped_ = false;
    std::thread thread_;
};

class Client {
 public:
    Client() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {}
    explicit Client(std::uint16_t port) : Client() { connect(port); }
    void connect(std::uint16_t port) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    bool read_more() {
        char some[65536];
        const ssize_t n = ::recv(socket_, some, sizeof some, 0);
        if (n > 0) input.append(some, static_cast<std::size_t>(n));
        return n > 0;
    }
    TestAnswer answer() {
        while (true) {
            const TestAnswer answer = take_answer(input);
            if (answer.status != 0 || !read_more()) return answer;
        }
    }
    void half_close() const { ::shutdown(socket_, SHUT_WR); }
    std::string input;
    bool connected = false;

 private:
    int socket_;
};

std::string withdrawal(int n) {
    char id[37];
    std::snprintf(id, sizeof id, "0197a3c0-6d1e-7cc2-8a57-%012x", static_cast<unsigned>(n));
    return "PUT /accounts/42/withdrawals/" + std::string(id) +
           " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"amount\":2000}";
}
const std::string live = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

class Server {
 public:
    explicit Server(ServerOptions options = {})
        : router_(*Router::build(service_, standard_pages(health_, [](std::string& out) { out += "up 1\n"; }))) {
        options.port = 0;
        server = make_http_server(options);
        application = std::make_unique<ThreadedApplication>(*server);
        const auto started = server->start({service_, router_, *application, *application, metrics_, clocks_});
        EXPECT_TRUE(started) << (started ? "" : started.error().detail);
        port = started.value_or(0);
    }
    ~Server() {
        server->drain();
        server->join();
        application.reset();
    }
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<ThreadedApplication> application;
    std::uint16_t port = 0;

 private:
    Service service_ = bank_service();
    TestHealth health_;
    FakeMetrics metrics_;
    Clocks clocks_;
    Router router_;
};

ServerOptions with_loops(std::uint32_t loops, bool single) {
    ServerOptions options;
    options.loops = loops;
    options.single_acceptor = single;
    return options;
}

TEST(HttpServer, AnswersCommandsReadsAndPages) {
    Server server;
    Client client(server.port);
    client.send(withdrawal(1));
    EXPECT_EQ(client.answer().status, 201);
    client.send("GET /accounts/42/balance HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.answer().body, R"({"account":"42","amount":7})");
    client.send("GET /operations/0197a3c0-6d1e-7cc2-8a57-000000000001 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.answer().status, 404);
    client.send(live);
    EXPECT_EQ(client.answer().status, 200);
}

TEST(HttpServer, AnswersManyConnectionsWithPipelinesInOrder) {
    for (const bool single : {false, true}) {
        Server server(with_loops(2, single));
        std::vector<std::thread> threads;
        std::atomic<int> right{0};
        for (int t = 0; t < 16; ++t) {
            threads.emplace_back([&, t] {
                Client client(server.port);
                std::string requests;
                for (int i = 0; i < 200; ++i) requests += withdrawal(t * 1000 + i);
                std::thread sender([&] { client.send(requests); });
                for (int i = 0; i < 200; ++i) {
                    const std::string id = withdrawal(t * 1000 + i).substr(29, 36);
                    if (client.answer().body.find(id) != std::string::npos) ++right;
                }
                sender.join();
            });
        }
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(right, 16 * 200);
        EXPECT_EQ(server.application->submitted, 16 * 200);
    }
}

TEST(HttpServer, RefusesBadRequestsAndClosesWithoutCuttingTheAnswerOff) {
    Server server;
    for (const BadRequest& bad : bad_requests()) {
        Client client(server.port);
        client.send(bad.bytes + live);
        EXPECT_EQ(client.answer().status, bad.status) << bad.why;
        EXPECT_FALSE(client.read_more()) << bad.why;
    }
    EXPECT_EQ(server.application->submitted, 0);
}

TEST(HttpServer, RefusesABodyThatIsStillBeingSent) {
    Server server;
    Client client(server.port);
    client.send("PUT /accounts/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    std::thread sender([&] { client.send(std::string(200'000, 'x')); });
    EXPECT_EQ(client.answer().status, 413);
    sender.join();
}

TEST(HttpServer, TakesALargeBodyInAnySplit) {
    Server server;
    Client client(server.port);
    const std::string body = "{\"amount\":2000" + std::string((1 << 20) - 15, ' ') + "}";
    client.send("PUT /accounts/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 70'001) client.send(std::string_view(body).substr(at, 70'001));
    EXPECT_EQ(client.answer().status, 201);
}

TEST(HttpServer, AnswersAClientThatClosedItsSide) {
    Server server;
    Client client(server.port);
    client.send(withdrawal(1) + live);
    client.half_close();
    EXPECT_EQ(client.answer().status, 201);
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_FALSE(client.read_more());
}

TEST(HttpServer, GivesUpTheWaitersOfAClientThatWentAway) {
    Server server;
    server.application->hold(true);
    {
        Client client(server.port);
        client.send(withdrawal(1));
        while (server.application->submitted == 0) std::this_thread::yield();
        client.half_close();
    }
    Client other(server.port);
    other.send(live);
    EXPECT_EQ(other.answer().status, 200);
    server.application->hold(false);
}

TEST(HttpServer, WritesLargeAnswersToASlowReader) {
    Server server;
    Client client(server.port);
    std::thread sender([&] {
        for (int i = 0; i < 20'000; ++i) client.send(live);
    });
    for (int i = 0; i < 20'000; ++i) ASSERT_EQ(client.answer().status, 200) << i;
    sender.join();
}

TEST(HttpServer, DrainAnswersWhatRunsClosesTheIdleAndEnds) {
    Server server;
    server.application->hold(true);
    Client idle(server.port);
    idle.send(live);
    EXPECT_EQ(idle.answer().status, 200);
    Client busy(server.port);
    busy.send(withdrawal(1));
    while (server.application->submitted == 0) std::this_thread::yield();
    server.server->drain();
    EXPECT_FALSE(idle.read_more());
    server.application->hold(false);
    const TestAnswer answer = busy.answer();
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.field("Connection"), "close");
    server.server->join();
    EXPECT_FALSE(Client(server.port).connected);
}

TEST(HttpServer, DrainCutsWhatDoesNotEnd) {
    ServerOptions options;
    options.drain_time = std::chrono::milliseconds{300};
    Server server(options);
    server.application->hold(true);
    Client stuck(server.port);
    stuck.send(withdrawal(1));
    while (server.application->submitted == 0) std::this_thread::yield();
    server.server->drain();
    server.server->join();
    EXPECT_FALSE(stuck.read_more());
    EXPECT_EQ(server.application->given_up, 1);
}

TEST(HttpServer, ServesOnWhenDescriptorsRunOut) {
    Server server;
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    Client first(server.port);
    first.send(live);
    EXPECT_EQ(first.answer().status, 200);
    std::vector<Client> clients(15);
    const int free_descriptor = ::dup(0);
    ::close(free_descriptor);
    const rlimit few{static_cast<rlim_t>(free_descriptor) + 3, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    for (Client& client : clients) client.connect(server.port);
    first.send(live);
    EXPECT_EQ(first.answer().status, 200) << "the loop spins or died";
    ::setrlimit(RLIMIT_NOFILE, &before);
    for (Client& client : clients) {
        client.send(live);
        EXPECT_EQ(client.answer().status, 200);
    }
}

TEST(HttpServer, TakesNoMoreConnectionsThanItMay) {
    ServerOptions options;
    options.connections_max = 4;
    Server server(options);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<Client>(server.port));
        clients.back()->send(live);
    }
    for (auto& client : clients) {
        EXPECT_EQ(client->answer().status, 200);
        client.reset();
    }
}

TEST(HttpServer, SaysWhyItCannotListen) {
    Server first;
    ServerOptions options;
    options.port = first.port;
    const Service service;
    const auto router = Router::build(service, {});
    FakeOperations operations;
    FakeQueries queries;
    FakeMetrics metrics;
    Clocks clocks;
    const ServerParts parts{service, *router, operations, queries, metrics, clocks};
    EXPECT_EQ(make_http_server(options)->start(parts).error().code, http_server_errc::cannot_listen);
    options.address = "not an address";
    EXPECT_EQ(make_http_server(options)->start(parts).error().code, http_server_errc::bad_address);
}

}  // namespace
}  // namespace hapax::http
