// For tests of event streams: their clients over an Exchange without sockets.
//
//   TestEdge::Client& client = ask(get("/operations/events"));
//   EXPECT_EQ(took(client).text, "retry: 3000\nid: 40\n\n");
//
// Threads  one test's.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"
#include "adapters/edge/http/test_names.hpp"
#include "codec/digest.hpp"

namespace hapax::http::stream_testing {

using Kind = FeedEvent::Kind;
using std::chrono::seconds;
inline const std::string some_id = "0197c0de-0000-7000-8000-000000000001";

inline std::string get(const std::string& target, const std::string& fields = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

inline OperationEnd ended(std::uint64_t position, Outcome outcome = Outcome::accomplished) {
    OperationEnd end;
    end.position = Position{position};
    end.key.id = OperationId{*Uuid::parse(some_id)};
    end.outcome = outcome;
    end.type = "Withdraw";
    end.resource = "/accounts/42";
    if (outcome != Outcome::accomplished) {
        end.code = "insufficient-funds";
        end.reason = "not \"enough\"\n";
    }
    end.correlation_id = "c-1";
    return end;
}

// The body of a chunked answer as far as it is there; `ends` when its last chunk is.
struct Chunked {
    std::string text;
    bool ends = false;
};
inline Chunked dechunked(std::string body) {
    Chunked out;
    while (!body.empty()) {
        const std::size_t line = body.find("\r\n");
        const std::size_t length = std::stoul(body.substr(0, line), nullptr, 16);
        if (length == 0) {
            EXPECT_EQ(body, "0\r\n\r\n");
            out.ends = true;
            return out;
        }
        out.text += body.substr(line + 2, length);
        EXPECT_EQ(body.substr(line + 2 + length, 2), "\r\n");
        body.erase(0, line + 2 + length + 2);
    }
    return out;
}

class StreamsTest : public testing::Test {
 protected:
    TestEdge::Client& ask(const std::string& request) {
        TestEdge::Client& client = edge.connect();
        edge.send(client, request);
        edge.settle();
        return client;
    }
    // What came since the last look, without the head if there is one.
    Chunked took(TestEdge::Client& client) {
        std::string bytes = std::exchange(client.output, {});
        if (bytes.starts_with("HTTP/1.1")) {
            head = bytes.substr(0, bytes.find("\r\n\r\n") + 4);
            bytes.erase(0, head.size());
        }
        return dechunked(bytes);
    }
    static Verdict document(OperationState state, std::uint64_t position = 0) {
        StatusDocument document;
        document.key.id = OperationId{*Uuid::parse(some_id)};
        document.state = state;
        document.revision = static_cast<std::uint64_t>(state) + 1;
        document.type = "Withdraw";
        document.resource = "/accounts/42";
        if (position > 0) {
            auto record = std::make_shared<StoredCommit>();
            record->position = Position{position};
            record->commit.operation = document.key;
            document.record = record;
        }
        return document;
    }

    TestNames identity;
    TestEdge edge{{}, identity};
    std::string head;
};

}  // namespace hapax::http::stream_testing
