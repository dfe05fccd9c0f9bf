// Goal: of any bytes, only one whole answer within its limits is believed. Method: every cut of good ones, and bad ones.
#include "clients/cpp/src/answer_parser.hpp"

#include <gtest/gtest.h>

#include "hapax/client/errc.hpp"
#include "kernel/random.hpp"

namespace hapax::client {
namespace {

const Limits limits{.answer_body_bytes_max = 100, .answer_head_bytes_max = 400, .interim_answers_max = 3};

Result<Response> parse(std::string_view bytes, std::size_t piece = 1 << 20) {
    AnswerParser parser(limits);
    while (!bytes.empty()) {
        if (auto taken = parser.take(bytes.substr(0, piece)); !taken) return pass_on(taken);
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    if (!parser.whole()) return fail(client_errc::connection_lost);
    return parser.response();
}

std::string failure(std::string_view bytes) {
    const auto response = parse(bytes);
    return response ? "believed " + std::to_string(response->status) : std::string(response.error().code.name);
}

TEST(AnswerParser, ReadsAnAnswerInEveryCut) {
    const std::string_view bytes =
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 201 Created\r\nX-Operation: operations/7\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        const auto response = parse(bytes, piece);
        ASSERT_TRUE(response) << piece << ": " << response.error().detail;
        EXPECT_EQ(response->status, 201U);
        EXPECT_EQ(response->body, "abcde");
        EXPECT_EQ(find_header(response->headers, "x-operation"), "operations/7");
    }
}

TEST(AnswerParser, AnAnswerWithoutABodyIsWholeAtItsHead) {
    EXPECT_EQ(parse("HTTP/1.1 304 Not Modified\r\nETag: \"3\"\r\n\r\n")->status, 304U);
    EXPECT_EQ(parse("HTTP/1.1 204 No Content\r\n\r\n")->status, 204U);
    EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")->status, 200U);
}

TEST(AnswerParser, AnAnswerThatWasCutOffIsNone) {
    const std::string_view bytes = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde";
    ASSERT_TRUE(parse(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_EQ(failure(bytes.substr(0, size)), "connection-lost") << size;
    }
}

TEST(AnswerParser, AnAnswerWhoseEndNobodyKnowsIsRefused) {
    EXPECT_EQ(failure("HTTP/1.1 200 OK\r\n\r\nabc"), "bad-answer");
    EXPECT_EQ(failure("HTTP/1.0 200 OK\r\n\r\nabc"), "bad-answer");
    EXPECT_EQ(failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc"), "bad-answer");
}

TEST(AnswerParser, BadFramingIsRefused) {
    for (const std::string_view bytes : {
             "hello\r\n\r\n",
             "HTTP/2 200\r\n\r\n",
             "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n",
             "HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n",
             "HTTP/1.1 999 OK\r\nContent-Length: 0\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
             "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
             "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
             "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
             "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
         }) {
        EXPECT_EQ(failure(bytes), "bad-answer") << bytes;
    }
}

TEST(AnswerParser, WhatIsTooLargeIsRefusedBeforeItIsRead) {
    EXPECT_EQ(failure("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"), "answer-too-large");
    EXPECT_EQ(failure("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n"), "answer-too-large");
    EXPECT_EQ(failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + std::string(255, 'a')),
              "answer-too-large");
    EXPECT_EQ(failure("HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'a')), "answer-too-large");
}

TEST(AnswerParser, AFloodOfInterimAnswersIsRefused) {
    std::string bytes;
    for (int i = 0; i < 3; ++i) bytes += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_EQ(parse(bytes + "HTTP/1.1 204 No Content\r\n\r\n")->status, 204U);
    EXPECT_EQ(failure(bytes + "HTTP/1.1 102 Processing\r\n\r\n"), "bad-answer");
}

TEST(AnswerParser, AConnectionWithMoreThanTheAnswerIsNotUsedAgain) {
    const auto reusable = [](std::string_view bytes) {
        AnswerParser parser(limits);
        return parser.take(bytes) && parser.whole() && parser.reusable();
    };
    EXPECT_TRUE(reusable("HTTP/1.1 204 No Content\r\n\r\n"));
    EXPECT_FALSE(reusable("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 201 Created\r\n"));
    EXPECT_FALSE(reusable("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(reusable("HTTP/1.0 204 No Content\r\n\r\n"));
}

TEST(AnswerParser, NoBytesMakeItFailOtherwiseThanByAnError) {
    Random random(4);
    const std::string good = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-A: b\r\n\r\nabcde";
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = good;
        for (std::uint64_t k = random.below(4) + 1; k > 0; --k) {
            bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        }
        const auto response = parse(bytes, random.below(bytes.size()) + 1);
        EXPECT_TRUE(!response || response->body.size() <= limits.answer_body_bytes_max);
    }
}

}  // namespace
}  // namespace hapax::client
