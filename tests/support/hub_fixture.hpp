// For tests of the hub: its connections over an Exchange without sockets.
//
//   TestEdge::Client& client = greeted();          // upgraded, and the handshake was answered
//   call(client, "Subscribe", "\"…\"");
//   EXPECT_EQ(took(client), "…\x1e");
//
// Threads  one test's.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"
#include "adapters/edge/http/test_names.hpp"
#include "adapters/edge/http_push/client_frames.hpp"
#include "codec/digest.hpp"

namespace hapax::http::hub_testing {

using push::client_frame;
using push::Opcode;
using Kind = FeedEvent::Kind;
using std::chrono::seconds;

inline const std::string some_id = "0197c0de-0000-7000-8000-000000000001";
inline const std::string upgrade =
    "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
inline const std::string handshake = "{\"protocol\":\"json\",\"version\":1}\x1e";

inline std::string get(const std::string& target, const std::string& fields = upgrade) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

inline std::string post(const std::string& target, const std::string& fields = {}) {
    return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + fields + "\r\n";
}

struct Frame {
    unsigned opcode = 0;
    std::string payload;
};

// Frames of ours: short or with two bytes of length, never masked.
inline std::vector<Frame> frames_of(std::string bytes) {
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

inline OperationEnd ended(std::uint64_t position) {
    OperationEnd end;
    end.position = Position{position};
    end.key.id = OperationId{*Uuid::parse(some_id)};
    end.type = "Withdraw";
    end.resource = "/accounts/42";
    return end;
}

inline Verdict document(OperationState state) {
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

}  // namespace hapax::http::hub_testing
