// Connections as bytes: order of answers, splits, limits, time and garbage.
#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/edge/http/bad_requests.hpp"
#include "adapters/edge/http/test_edge.hpp"

namespace hapax::http {
namespace {

using std::chrono::seconds;

std::string numbered_id(unsigned n) {
    char text[37];
    std::snprintf(text, sizeof text, "0197a3c0-6d1e-7cc2-8a57-%012x", n);
    return text;
}
std::string withdrawal(unsigned n, const std::string& fields = {}) {
    return "PUT /accounts/42/withdrawals/" + numbered_id(n) + " HTTP/1.1\r\nHost: x\r\n" + fields +
           "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"amount\":2000}";
}
std::string live(const std::string& fields = {}) {
    return "GET /health/live HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

TEST(Session, AnswersPipelinedRequestsInOneBatchAndInOrder) {
    TestEdge edge;
    auto& client = edge.connect();
    std::string requests;
    for (unsigned i = 0; i < 20; ++i) requests += i % 5 == 4 ? live() : withdrawal(i);
    edge.send(client, requests);
    edge.settle();
    EXPECT_EQ(edge.operations.batches, 1U);
    for (unsigned i = 0; i < 20; ++i) {
        const TestAnswer answer = take_answer(client.output);
        EXPECT_EQ(answer.status, i % 5 == 4 ? 200 : 201);
        if (i % 5 != 4) {
            EXPECT_THAT(answer.body, testing::HasSubstr(numbered_id(i)));
        }
    }
    EXPECT_EQ(client.output, "");
}

// At each limit and one byte beyond it: whether the bytes come at once or one by one decides nothing.
TEST(Session, SaysTheSameHoweverALimitIsReached) {
    const auto padded = [](const std::string& head, std::size_t size, const std::string& rest) {
        return head + std::string(size - head.size(), 'a') + rest;
    };
    const std::string fields = "Host: x\r\nX: ";
    const std::string chunked_head = "PUT /accounts/42 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::vector<std::string> table;
    for (const std::size_t beyond : {0U, 1U, 2U, 3U}) {
        table.push_back("GET /health/live HTTP/1.1\r\n" + padded(fields, (16U << 10) - 3 + beyond, "\r\n\r\n"));
        table.push_back("GET " + padded("/", (8U << 10) - 1 + beyond, " HTTP/1.1\r\nHost: x\r\n\r\n"));
        table.push_back("GET " + padded("/", (8U << 10) + 8 + beyond, " X\r\nHost: x\r\n\r\n"));
        table.push_back(chunked_head + padded("2;", 254 + beyond, "\r\n{}\r\n0\r\n\r\n"));
        table.push_back(chunked_head + "0\r\n" + padded("X:", (16U << 10) - 3 + beyond, "\r\n\r\n"));
        table.push_back(std::string(15 + beyond, 'G') + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    using namespace std::string_literals;
    table.push_back("GET /\0 HTTP/2.0\r\nHost: x\r\n\r\n"s);
    for (const std::string& bytes : table) {
        TestEdge at_once;
        TestEdge one_by_one;
        const int status = at_once.ask(bytes).status;
        auto& client = one_by_one.connect();
        for (const char c : bytes) one_by_one.send(client, {&c, 1});
        one_by_one.settle();
        EXPECT_NE(status, 0);
        EXPECT_EQ(take_answer(client.output).status, status) << bytes.size() << " bytes: " << bytes.substr(0, 60);
    }
}

TEST(Session, KeepsTheOrderWhenVerdictsComeBackwards) {
    TestEdge edge;
    std::vector<Delivery> held;
    edge.operations.reply = [&](const Submission& s) {
        held.insert(held.begin(), Delivery{s.waiter.token, finished(s)});
        return std::nullopt;
    };
    auto& client = edge.connect();
    for (unsigned i = 0; i < 8; ++i) edge.send(client, withdrawal(i));
    edge.settle();
    for (Delivery& delivery : held) {
        EXPECT_EQ(client.output, "");
        std::vector<Delivery> one;
        one.push_back(std::move(delivery));
        edge.exchange.deliver(one);
        edge.settle();
    }
    for (unsigned i = 0; i < 8; ++i) EXPECT_THAT(take_answer(client.output).body, testing::HasSubstr(numbered_id(i)));
}

TEST(Session, TakesNoMoreRequestsThanItsPipelineHolds) {
    TestEdge edge;
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    auto& client = edge.connect();
    std::string requests;
    for (unsigned i = 0; i < 200; ++i) requests += withdrawal(i);
    EXPECT_LT(edge.send(client, requests), requests.size());
    edge.settle();
    EXPECT_EQ(edge.operations.seen.size(), edge.limits.pipeline_max);
    EXPECT_TRUE(client.session->space().empty());
    edge.exchange.deliver(edge.operations.verdicts);
    for (const Seen& seen : std::vector<Seen>(edge.operations.seen)) {
        edge.operations.verdicts.push_back({seen.waiter.token, StillRunning{}});
    }
    edge.settle();
    EXPECT_FALSE(client.output.empty());
    EXPECT_FALSE(client.session->space().empty() && edge.operations.seen.size() == edge.limits.pipeline_max);
}

TEST(Session, GivesTheSameAnswersHoweverTheBytesAreSplit) {
    std::string requests =
        live("Connection: keep-alive\r\n") + withdrawal(1) + "\r\n" + live() + "PUT /accounts/42/withdrawals/" +
        numbered_id(2) +
        " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\n{\"amo\r\nA;x=y\r\nunt\":2000}\r\n0\r\nT: 1\r\n\r\n" +
        withdrawal(3) + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" + live("Connection: close\r\n");
    std::string whole;
    {
        TestEdge edge;
        auto& client = edge.connect();
        edge.send(client, requests);
        edge.settle();
        whole = client.output;
    }
    EXPECT_EQ(std::count(whole.begin(), whole.end(), '{') > 6, true);
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        TestEdge edge;
        auto& client = edge.connect();
        const std::size_t longest = round == 0 ? 1 : 1 + random() % 200;
        for (std::size_t at = 0; at < requests.size();) {
            const std::size_t n = std::min(1 + random() % longest, requests.size() - at);
            edge.send(client, std::string_view(requests).substr(at, n));
            if (random() % 2 == 0) edge.settle();
            at += n;
        }
        edge.settle();
        ASSERT_EQ(client.output, whole) << "round " << round;
        EXPECT_TRUE(client.closed);
    }
}

TEST(Session, EndsAfterConnectionCloseAndIgnoresWhatFollows) {
    TestEdge edge;
    auto& client = edge.connect();
    edge.send(client, withdrawal(1, "Connection: close\r\n") + withdrawal(2));
    edge.settle();
    EXPECT_EQ(take_answer(client.output).field("Connection"), "close");
    EXPECT_EQ(client.output, "");
    EXPECT_TRUE(client.closed);
    EXPECT_EQ(edge.operations.seen.size(), 1U);
}

TEST(Session, AnswersHttp10AndEndsUnlessAskedToGoOn) {
    TestEdge edge;
    edge.ask("GET /health/live HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(edge.clients.back()->closed);
    const TestAnswer answer = edge.ask("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.field("Connection"), "keep-alive");
    EXPECT_FALSE(edge.clients.back()->closed);
}

TEST(Session, SaysContinueBeforeABodyThatWaitsForIt) {
    TestEdge edge;
    auto& client = edge.connect();
    const std::string request = withdrawal(1, "Expect: 100-continue\r\n");
    const std::size_t head = request.find("\r\n\r\n") + 4;
    edge.send(client, std::string_view(request).substr(0, head));
    edge.settle();
    EXPECT_EQ(client.output, "HTTP/1.1 100 Continue\r\n\r\n");
    client.output.clear();
    edge.send(client, std::string_view(request).substr(head));
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 201);
    EXPECT_EQ(edge.ask(request).status, 201) << "the body came along: no need to say it";
}

TEST(Session, AnswersAClientThatHasClosedItsSide) {
    TestEdge edge;
    auto& client = edge.connect();
    edge.send(client, withdrawal(1));
    client.session->peer_closed();
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 201);
    EXPECT_TRUE(client.closed);
}

TEST(Session, AHeadThatTricklesInIsCutOffAfterTenSeconds) {
    TestEdge edge;
    auto& client = edge.connect();
    for (int i = 0; i < 9; ++i) {
        edge.send(client, i == 0 ? "GET / HTTP/1.1\r\n" : "X-A: b\r\n");
        edge.advance(seconds{1});
    }
    EXPECT_EQ(client.output, "");
    edge.advance(std::chrono::milliseconds{1100});
    EXPECT_EQ(take_answer(client.output).status, 408);
    EXPECT_TRUE(client.closed);
}

TEST(Session, ABodyMustKeepItsRate) {
    TestEdge edge;
    auto& slow = edge.connect();
    auto& steady = edge.connect();
    const std::string head =
        "PUT /accounts/42 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Content-Length: 100000\r\n\r\n";
    edge.send(slow, head);
    edge.send(steady, head);
    for (int i = 0; i < 15; ++i) {
        edge.send(slow, "x");
        edge.send(steady, std::string(1000, 'x'));
        edge.advance(seconds{1});
    }
    EXPECT_EQ(take_answer(slow.output).status, 408);
    EXPECT_TRUE(slow.closed);
    EXPECT_FALSE(steady.closed);
}

TEST(Session, AnIdleConnectionIsClosedWithoutAWordAndABusyOneIsNot) {
    TestEdge edge;
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    auto& idle = edge.connect();
    auto& active = edge.connect();
    for (int i = 0; i < 80; ++i) {
        edge.send(active, live());
        edge.advance(seconds{1});
    }
    EXPECT_TRUE(idle.closed);
    EXPECT_EQ(idle.output, "");
    EXPECT_FALSE(active.closed);
}

TEST(Session, DrainClosesIdleOnesAtOnceAndAnswersTheRest) {
    TestEdge edge;
    edge.operations.reply = [](const Submission&) { return std::nullopt; };
    auto& idle = edge.connect();
    auto& busy = edge.connect();
    edge.send(busy, withdrawal(1));
    edge.settle();
    edge.exchange.stop();
    idle.session->drain(edge.now);
    busy.session->drain(edge.now);
    edge.settle();
    EXPECT_TRUE(idle.closed);
    EXPECT_FALSE(busy.closed);
    edge.operations.verdicts.push_back({edge.operations.seen[0].waiter.token, StillRunning{}});
    edge.settle();
    const TestAnswer answer = take_answer(busy.output);
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(busy.closed);
}

TEST(Session, DrainGivesAHalfSentRequestASecondAndNoMore) {
    TestEdge edge;
    auto& half = edge.connect();
    edge.send(half, withdrawal(1).substr(0, 30));
    half.session->drain(edge.now);
    edge.exchange.watch(*half.session);
    edge.advance(std::chrono::milliseconds{900});
    EXPECT_FALSE(half.closed);
    edge.advance(std::chrono::milliseconds{300});
    EXPECT_TRUE(half.closed);
}

TEST(Session, ALargeChunkedBodyTakesNoMoreMemoryThanItHolds) {
    TestEdge edge;
    auto& client = edge.connect();
    edge.send(client, chunked("").substr(0));
    for (int i = 0; i < 300'000; ++i) edge.send(client, "1;abcdefgh\r\nx\r\n");
    EXPECT_EQ(client.output, "");
    EXPECT_LE(client.session->space().size(), 2U << 20) << "the framing of 4 MB piled up";
    for (int i = 0; i < 800'000; ++i) edge.send(client, "1\r\nx\r\n");
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 413);
}

// Whatever comes in, the edge neither crashes nor hangs, answers in whole answers, and frees what it took.
TEST(Session, SurvivesGarbage) {
    std::mt19937 random(20250601);
    const auto bad = bad_requests();
    std::string seeds[] = {live(),
                           withdrawal(1),
                           withdrawal(2, "Expect: 100-continue\r\nPrefer: wait=1\r\n"),
                           chunked("3\r\nabc\r\n0\r\n\r\n"),
                           "GET /accounts/42/movements?limit=2 HTTP/1.1\r\nHost: x\r\n\r\n",
                           "GET /operations/" + numbered_id(1) + " HTTP/1.1\r\nHost: x\r\n\r\n"};
    TestEdge edge;
    std::size_t answers = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::string input;
        for (auto parts = 1 + random() % 3; parts > 0; --parts) {
            input += random() % 4 == 0 ? bad[random() % bad.size()].bytes.substr(0, 512) : seeds[random() % 6];
        }
        for (auto changes = random() % 4; changes > 0; --changes) {
            const std::size_t at = random() % input.size();
            switch (random() % 4) {
                case 0:
                    input[at] = static_cast<char>(random());
                    break;
                case 1:
                    input.erase(at, random() % 8);
                    break;
                case 2:
                    input.insert(at, 1, "\r\n :;,%/\0"[random() % 9]);
                    break;
                default:
                    input.insert(at, input.substr(random() % input.size(), random() % 16));
            }
            if (input.empty()) input = "x";
        }
        auto& client = edge.connect();
        for (std::size_t at = 0; at < input.size() && !client.closed;) {
            const std::size_t n = std::min<std::size_t>(1 + random() % 300, input.size() - at);
            edge.send(client, std::string_view(input).substr(at, n));
            if (random() % 3 == 0) edge.settle();
            at += n;
        }
        edge.settle();
        ASSERT_TRUE(client.output.empty() || client.output.starts_with("HTTP/1.1 ")) << input;
        if (!client.closed) edge.exchange.closed(*client.session);
        std::string client_output = std::move(client.output);
        edge.clients.pop_back();
        edge.operations.seen.clear();
        edge.operations.inquiries.clear();
        edge.queries.asked.clear();
        ASSERT_EQ(edge.exchange.waiting(), 0U);
        while (take_answer(client_output).status != 0) ++answers;
    }
    EXPECT_GT(answers, 100'000U);
}

}  // namespace
}  // namespace hapax::http
