// WebSocket, as a server speaks it: the key of the handshake, and frames to messages and back, bytes in and bytes out.
//
//   append_accept(out, key);                         // the value of Sec-WebSocket-Accept
//   MessageReader reader(32 << 10);
//   while (…) switch (reader.take(bytes)) …          // until Item::nothing: all bytes were taken
//   append_frame(out, Opcode::text, payload);  append_close(out, close_code::going_away);
//
// Accepted  text messages of at most so many bytes in any number of fragments, control frames between them. Masked
//           frames only; no extension, no binary messages, lengths in the fewest bytes, UTF-8.
// Errors    Item::broken: reader.code() is what to close with; nothing more may be taken.
// Limits    of a message; of a control frame 125 bytes.
// Threads   one loop's.
// Source    RFC 6455, sections 4.2.2, 5 and 7.4.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hapax::push {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t unsupported_data = 1003;
inline constexpr std::uint16_t no_code = 1005;  // never sent
inline constexpr std::uint16_t bad_text = 1007;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t too_big = 1009;
}  // namespace close_code

bool valid_websocket_key(std::string_view key);  // 16 bytes in base64
void append_accept(std::string& out, std::string_view key);

class MessageReader {
 public:
    enum class Item : std::uint8_t { nothing, text, ping, pong, close, broken };

    explicit MessageReader(std::size_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}

    // Takes bytes from the front up to the end of the next item.
    Item take(std::string_view& bytes);
    // Of text, ping and close; until the next take().
    std::string_view payload() const { return payload_; }
    std::uint16_t code() const { return code_; }  // of close and broken

 private:
    Item break_with(std::uint16_t code);
    bool header_complete() const { return header_size_ >= header_needed_; }
    Item read_header(std::string_view& bytes);
    Item check_header();
    Item check_kind();
    void take_payload(std::string_view& bytes);
    Item end_frame();
    Item end_close();

    std::size_t message_bytes_max_;
    std::array<unsigned char, 14> header_{};
    std::size_t header_size_ = 0;
    std::size_t header_needed_ = 2;
    std::uint64_t left_ = 0;  // bytes of the frame that have not come
    std::size_t unmasked_ = 0;
    bool in_payload_ = false;
    bool in_message_ = false;  // fragments have come, and not the last
    bool broken_ = false;
    std::string message_;
    std::string control_;
    std::string_view payload_;
    bool message_given_ = false;
    std::uint16_t code_ = 0;
};

void append_frame(std::string& out, Opcode opcode, std::string_view payload);
void append_close(std::string& out, std::uint16_t code, std::string_view reason = {});

}  // namespace hapax::push
