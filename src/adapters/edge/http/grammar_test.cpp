// Bad requests, each through a session: it gets its status, the connection ends, nothing after it is parsed, and
// nothing reaches the application.
#include <gtest/gtest.h>

#include "adapters/edge/http/bad_requests.hpp"
#include "adapters/edge/http/test_edge.hpp"

namespace hapax::http {
namespace {

const std::string good = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(Grammar, EveryBadRequestIsRefusedAndEndsTheConnection) {
    const auto table = bad_requests();
    EXPECT_GE(table.size(), 140U);
    for (const BadRequest& bad : table) {
        TestEdge edge;
        auto& client = edge.connect();
        edge.send(client, bad.bytes + good);
        edge.settle();
        const TestAnswer answer = take_answer(client.output);
        EXPECT_EQ(answer.status, bad.status) << bad.why;
        EXPECT_EQ(answer.field("Connection"), "close") << bad.why;
        EXPECT_EQ(answer.field("Content-Type"), "application/problem+json") << bad.why;
        EXPECT_EQ(client.output, "") << bad.why << ": something after it was parsed";
        EXPECT_TRUE(client.closed) << bad.why;
        EXPECT_TRUE(edge.operations.seen.empty()) << bad.why;
    }
}

TEST(Grammar, EveryBadRequestIsRefusedAByteAtATime) {
    for (const BadRequest& bad : bad_requests()) {
        TestEdge edge;
        auto& client = edge.connect();
        for (const char c : bad.bytes) edge.send(client, {&c, 1});
        edge.settle();
        EXPECT_EQ(take_answer(client.output).status, bad.status) << bad.why;
        EXPECT_TRUE(client.closed) << bad.why;
    }
}

TEST(Grammar, ARequestBeforeABadOneIsAnswered) {
    TestEdge edge;
    auto& client = edge.connect();
    edge.send(client, good + "GET / HTTP/1.1\r\n\r\n" + good);
    edge.settle();
    EXPECT_EQ(take_answer(client.output).status, 200);
    EXPECT_EQ(take_answer(client.output).status, 400);
    EXPECT_EQ(client.output, "");
}

struct GoodRequest {
    const char* why;
    std::string bytes;
};

TEST(Grammar, WhatTheStandardAllowsIsTaken) {
    const std::string live = "GET /health/live HTTP/1.1\r\n";
    const GoodRequest table[] = {
        {"one empty line first", "\r\n" + good},
        {"names in any case", live + "hOsT: x\r\n\r\n"},
        {"no space after the colon", live + "Host:x\r\n\r\n"},
        {"spaces and tabs around a value", live + "Host: \t x \t \r\n\r\n"},
        {"empty value", live + "Host: x\r\nX-A:\r\n\r\n"},
        {"bytes beyond ASCII in a value", live + "Host: x\r\nX-A: \xC3\xA9\r\n\r\n"},
        {"IPv6 host", live + "Host: [::1]:80\r\n\r\n"},
        {"absolute form", "GET http://x:80/health/live HTTP/1.1\r\nHost: X:80\r\n\r\n"},
        {"query", "GET /health/live?full=1 HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"escapes", "GET /health/%6cive HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"HTTP/1.0 without Host", "GET /health/live HTTP/1.0\r\n\r\n"},
        {"a later minor version", "GET /health/live HTTP/1.2\r\nHost: x\r\n\r\n"},
        {"a body for GET", live + "Host: x\r\nContent-Length: 3\r\n\r\nabc"},
        {"64 headers",
         [&] {
             std::string many = live + "Host: x\r\n";
             for (int i = 0; i < 63; ++i) many += "X: 1\r\n";
             return many + "\r\n";
         }()},
        {"address of 8192 bytes", "GET /health/live?" + std::string(8192 - 13, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"chunks with extension and trailer",
         live +
             "Host: x\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=\"b\";c\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: 1\r\n\r\n"},
        {"repeated unknown header", live + "Host: x\r\nX: 1\r\nX: 2\r\n\r\n"},
    };
    for (const GoodRequest& request : table) {
        TestEdge edge;
        EXPECT_EQ(edge.ask(request.bytes).status, 200) << request.why;
    }
}

}  // namespace
}  // namespace hapax::http
