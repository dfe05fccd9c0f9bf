#include "tools/hapax/http_get.hpp"

#include <gtest/gtest.h>

#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

TEST(HttpAnswer, IsStatusAndBody) {
    const auto answer = parse_answer("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nX: y\r\n\r\n{}");
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 404U);
    EXPECT_EQ(answer->body, "{}");
}

TEST(HttpAnswer, WithoutALengthEndsWithTheConnection) {
    const auto answer = parse_answer("HTTP/1.1 200 OK\r\n\r\nabc");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "abc");
}

TEST(HttpAnswer, ThatIsNoneIsRefused) {
    for (const char* bytes :
         {"", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
        const auto answer = parse_answer(bytes);
        ASSERT_FALSE(answer) << bytes;
        EXPECT_EQ(answer.error().code, tool_errc::unreachable);
    }
}

TEST(HttpGet, OfNobodyIsUnreachableAndNamesTheServer) {
    const auto answer = http_get({"127.0.0.1", 1}, "/", std::chrono::seconds(5));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, tool_errc::unreachable);
    EXPECT_NE(answer.error().detail.find("http://127.0.0.1:1: "), std::string::npos) << answer.error().detail;
}

TEST(HttpGet, WritesAddressesOfVersionSixInBrackets) {
    EXPECT_EQ(url_of({"::1", 80}), "http://[::1]:80");
}

}  // namespace
}  // namespace hapax::tools
