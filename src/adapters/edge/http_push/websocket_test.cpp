#include "adapters/edge/http_push/websocket.hpp"

#include <gtest/gtest.h>

#include "adapters/edge/http_push/client_frames.hpp"

namespace hapax::push {
namespace {

using Item = MessageReader::Item;
constexpr std::size_t most = 1000;

struct Got {
    std::vector<std::string> texts;
    std::vector<Item> items;
    std::uint16_t code = 0;
};

// All at once, or byte by byte: what comes of it is the same.
Got read(const std::string& bytes, std::size_t piece) {
    MessageReader reader(most);
    Got got;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        std::string_view view = std::string_view(bytes).substr(at, piece);
        for (Item item = reader.take(view); item != Item::nothing; item = reader.take(view)) {
            got.items.push_back(item);
            if (item == Item::text || item == Item::ping) got.texts.emplace_back(reader.payload());
            got.code = reader.code();
            if (item == Item::broken) return got;
        }
        EXPECT_TRUE(view.empty());
    }
    return got;
}

Got read(const std::string& bytes) {
    const Got whole = read(bytes, bytes.size() + 1);
    for (const std::size_t piece : {1U, 2U, 3U, 7U}) {
        const Got cut = read(bytes, piece);
        EXPECT_EQ(cut.items, whole.items);
        EXPECT_EQ(cut.texts, whole.texts);
        EXPECT_EQ(cut.code, whole.code);
    }
    return whole;
}

TEST(WebSocket, TheHandshakeIsTheOneOfTheStandard) {
    std::string out;
    append_accept(out, "dGhlIHNhbXBsZSBub25jZQ==");
    EXPECT_EQ(out, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_TRUE(valid_websocket_key("dGhlIHNhbXBsZSBub25jZQ=="));
    for (const char* bad : {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZQ==="}) {
        EXPECT_FALSE(valid_websocket_key(bad)) << bad;
    }
}

TEST(WebSocket, MessagesComeWholeFromAnyNumberOfFragmentsWithControlFramesBetween) {
    const Got got = read(client_frame(Opcode::text, "he", false) + client_frame(Opcode::ping, "p") +
                         client_frame(Opcode::continuation, "", false) + client_frame(Opcode::continuation, "llo") +
                         client_frame(Opcode::pong, "") + client_frame(Opcode::text, std::string(126, 'x')) +
                         client_frame(Opcode::text, std::string(most, 'y')) + client_frame(Opcode::text, ""));
    EXPECT_EQ(got.texts, (std::vector<std::string>{"p", "hello", std::string(126, 'x'), std::string(most, 'y'), ""}));
    EXPECT_EQ(got.items[2], Item::pong);
}

TEST(WebSocket, ATextThatIsNoUtf8IsClosedWith1007AndOneCutWithinACharacterIsNot) {
    EXPECT_EQ(read(client_frame(Opcode::text, "\xff")).code, close_code::bad_text);
    const Got got = read(client_frame(Opcode::text, "\xc3", false) + client_frame(Opcode::continuation, "\xa9"));
    EXPECT_EQ(got.texts, (std::vector<std::string>{"\xc3\xa9"}));
}

TEST(WebSocket, WhatIsTooLongIsClosedWith1009BeforeItHasCome) {
    const std::string head = client_frame(Opcode::text, std::string(most + 1, 'x')).substr(0, 8);
    EXPECT_EQ(read(head).code, close_code::too_big);
    EXPECT_EQ(
        read(client_frame(Opcode::text, std::string(most, 'x'), false) + client_frame(Opcode::continuation, "x")).code,
        close_code::too_big);
    const std::string huge("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\1\2\3\4", 14);
    EXPECT_EQ(read(huge).code, close_code::too_big);
}

TEST(WebSocket, WhatTheStandardForbidsIsClosedWith1002) {
    const std::string long_length("\x81\xfe\0\x05\1\2\3\4aaaaa", 13);
    const std::string negative("\x81\xff\x80\0\0\0\0\0\0\0\1\2\3\4", 14);
    for (const std::string& bytes :
         {std::string("\x81\x05hello"),                                  // not masked
          std::string("\xc1\x80\1\2\3\4"), std::string("\x91\x80\1\2"),  // reserved bits
          client_frame(static_cast<Opcode>(3), ""), client_frame(static_cast<Opcode>(11), ""),
          client_frame(Opcode::continuation, "x"),
          client_frame(Opcode::text, "a", false) + client_frame(Opcode::text, "b"),
          client_frame(Opcode::ping, "x", false), client_frame(Opcode::ping, std::string(126, 'x')),
          client_frame(Opcode::close, "x"), client_frame(Opcode::close, "\x03\xed"),
          client_frame(Opcode::close, std::string("\0\0", 2)), long_length, negative}) {
        EXPECT_EQ(read(bytes).code, close_code::protocol_error) << testing::PrintToString(bytes);
    }
    EXPECT_EQ(read(client_frame(Opcode::binary, "x")).code, close_code::unsupported_data);
    EXPECT_EQ(read(client_frame(Opcode::close, "\x03\xe8\xff")).code, close_code::bad_text);
}

TEST(WebSocket, ACloseSaysItsCode) {
    EXPECT_EQ(read(client_frame(Opcode::close, "\x03\xe9gone")).code, close_code::going_away);
    EXPECT_EQ(read(client_frame(Opcode::close, "")).code, close_code::no_code);
}

TEST(WebSocket, FramesOfOursAreNotMaskedAndAsShortAsTheyCanBe) {
    const auto frame = [](std::size_t length) {
        std::string out;
        append_frame(out, Opcode::text, std::string(length, 'x'));
        return out.substr(0, out.size() - length);
    };
    EXPECT_EQ(frame(0), std::string("\x81\0", 2));
    EXPECT_EQ(frame(125), "\x81\x7d");
    EXPECT_EQ(frame(126), std::string("\x81\x7e\0\x7e", 4));
    EXPECT_EQ(frame(65'535), "\x81\x7e\xff\xff");
    EXPECT_EQ(frame(65'536), std::string("\x81\x7f\0\0\0\0\0\1\0\0", 10));
    std::string close;
    append_close(close, close_code::going_away, "bye");
    EXPECT_EQ(close,
              "\x88\x05\x03\xe9"
              "bye");
}

}  // namespace
}  // namespace hapax::push
