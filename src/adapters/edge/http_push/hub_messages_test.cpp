#include "adapters/edge/http_push/hub_messages.hpp"

#include <gtest/gtest.h>

namespace hapax::push {
namespace {

TEST(HubMessages, AHandshakeIsTheJsonProtocolInItsFirstVersion) {
    EXPECT_EQ(read_handshake(R"({"protocol":"json","version":1})"), std::nullopt);
    EXPECT_EQ(read_handshake(R"({"version":1,"more":[],"protocol":"json"})"), std::nullopt);
    for (const char* bad : {"", "{", "[]", "{}", R"({"protocol":"json"})", R"({"protocol":"messagepack","version":1})",
                            R"({"protocol":"json","version":2})", R"({"protocol":"json","version":"1"})"}) {
        EXPECT_NE(read_handshake(bad), std::nullopt) << bad;
    }
}

TEST(HubMessages, AnInvocationIsReadInAnyOrderOfMembers) {
    HubMessage message;
    ASSERT_FALSE(read_hub_message(R"({"target":"Subscribe","arguments":["x"],"invocationId":"0","type":1})", message));
    EXPECT_EQ(message.type, HubMessage::invocation);
    EXPECT_EQ(message.target, "Subscribe");
    EXPECT_EQ(message.id, "0");
    EXPECT_EQ(message.argument, "x");
    ASSERT_FALSE(read_hub_message(R"({"type":1,"target":"Other","arguments":[7,8]})", message));
    EXPECT_EQ(message.id, std::nullopt);
    EXPECT_EQ(message.argument, std::nullopt);
    EXPECT_EQ(message.arguments, 2u);
    ASSERT_FALSE(read_hub_message(R"({"type":6})", message));
    EXPECT_EQ(message.type, HubMessage::ping);
    ASSERT_FALSE(read_hub_message(R"({"type":4711})", message));
    EXPECT_EQ(message.type, 0);
}

TEST(HubMessages, WhatIsNoMessageIsNamed) {
    HubMessage message;
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    for (const std::string& bad :
         {std::string(), std::string("nonsense"), std::string("[]"), std::string("{}"), std::string(R"({"type":"1"})"),
          std::string(R"({"type":1})"), std::string(R"({"type":1,"target":7})"), deep,
          std::string(R"({"type":1,"target":"x","invocationId":7})"),
          R"({"type":1,"target":"x","invocationId":")" + std::string(65, 'i') + "\"}"}) {
        EXPECT_NE(read_hub_message(bad, message), std::nullopt) << bad;
    }
}

TEST(HubMessages, WhatIsWrittenIsWhatTheProtocolSays) {
    std::string out;
    append_handshake_answer(out, {});
    append_completion(out, "3", "null");
    append_completion(out, "4", {});
    append_completion_error(out, "5", "no \"such\"");
    append_hub_ping(out);
    append_hub_close(out, {}, true);
    append_hub_event(out, "x", "{}");
    EXPECT_EQ(out,
              "{}\x1e{\"type\":3,\"invocationId\":\"3\",\"result\":null}\x1e{\"type\":3,\"invocationId\":\"4\"}\x1e"
              "{\"type\":3,\"invocationId\":\"5\",\"error\":\"no \\\"such\\\"\"}\x1e{\"type\":6}\x1e"
              "{\"type\":7,\"allowReconnect\":true}\x1e{\"type\":1,\"target\":\"x\",\"arguments\":[{}]}\x1e");
}

TEST(HubMessages, AnEndIsTheMessageOfTheShop) {
    OperationEnd end;
    end.position = Position{9};
    end.type = "CreateProduct";
    end.resource = "/products/7";
    std::string out;
    append_operation_message(out, end);
    EXPECT_EQ(out,
              "{\"type\":1,\"target\":\"operation_completed\",\"arguments\":[{\"id\":"
              "\"00000000-0000-0000-0000-000000000000\",\"name\":\"CreateProduct\",\"resource\":\"/products/7\","
              "\"position\":\"9\"}]}\x1e");
    end.correlation_id = "order-9";
    end.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    end.outcome = Outcome::rejected;
    end.code = "taken";
    end.reason = "The name is taken.";
    out.clear();
    append_operation_message(out, end);
    EXPECT_NE(out.find("\"target\":\"operation_rejected\""), std::string::npos);
    EXPECT_NE(out.find("\"code\":\"taken\",\"reason\":\"The name is taken.\""), std::string::npos);
    EXPECT_NE(out.find("\"correlationId\":\"order-9\",\"traceparent\":\"" + end.traceparent + "\"}"),
              std::string::npos);
}

}  // namespace
}  // namespace hapax::push
