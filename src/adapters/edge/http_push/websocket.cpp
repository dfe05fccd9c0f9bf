#include "adapters/edge/http_push/websocket.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "codec/answer/json_members.hpp"
#include "codec/digest.hpp"

namespace hapax::push {
namespace {

constexpr std::string_view key_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t key_bytes = 24;
constexpr std::size_t control_bytes_max = 125;
constexpr unsigned char final_bit = 0x80;
constexpr unsigned char reserved_bits = 0x70;
constexpr unsigned char mask_bit = 0x80;
constexpr std::size_t mask_bytes = 4;

bool base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

// In groups of three bytes; what the last one lacks is '='.
void append_base64(std::string& out, std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) group = group << 8 | (at + i < bytes.size() ? bytes[at + i] : 0U);
        for (std::size_t i = 0; i < 4; ++i) {
            out += at + i > bytes.size() ? '=' : digits[group >> (18 - 6 * i) & 63U];
        }
    }
}

bool control(Opcode opcode) {
    return (static_cast<unsigned>(opcode) & 8U) != 0;
}

// Those that an endpoint may send, and those that applications and registries may.
bool valid_code(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) || (code >= 3000 && code <= 4999);
}

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

}  // namespace

bool valid_websocket_key(std::string_view key) {
    if (key.size() != key_bytes || !key.ends_with("==")) return false;
    key.remove_suffix(2);
    return std::ranges::all_of(key, base64);
}

void append_accept(std::string& out, std::string_view key) {
    append_base64(out, sha1(std::string(key).append(key_suffix)));
}

// ---- in

MessageReader::Item MessageReader::break_with(std::uint16_t code) {
    broken_ = true;
    code_ = code;
    return Item::broken;
}

MessageReader::Item MessageReader::take(std::string_view& bytes) {
    if (broken_) return Item::broken;
    if (std::exchange(message_given_, false)) message_.clear();
    while (true) {
        if (!in_payload_) {
            if (const Item item = read_header(bytes); item != Item::nothing) return item;
            if (!in_payload_) return Item::nothing;
        }
        take_payload(bytes);
        if (left_ > 0) return Item::nothing;
        if (const Item item = end_frame(); item != Item::nothing) return item;
    }
}

// Nothing: more bytes are needed, or the payload begins.
MessageReader::Item MessageReader::read_header(std::string_view& bytes) {
    while (!bytes.empty() && !header_complete()) {
        header_[header_size_++] = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        if (header_size_ != 2) continue;
        if (const Item item = check_kind(); item != Item::nothing) return item;
        const unsigned length = header_[1] & 0x7FU;
        header_needed_ = 2 + mask_bytes + (length == 126 ? 2 : length == 127 ? 8 : 0);
    }
    return header_complete() ? check_header() : Item::nothing;
}

MessageReader::Item MessageReader::check_kind() {
    const auto opcode = static_cast<Opcode>(header_[0] & 0x0FU);
    const bool final = (header_[0] & final_bit) != 0;
    if ((header_[0] & reserved_bits) != 0 || (header_[1] & mask_bit) == 0) {
        return break_with(close_code::protocol_error);
    }
    switch (opcode) {
        case Opcode::continuation:
            return in_message_ ? Item::nothing : break_with(close_code::protocol_error);
        case Opcode::text:
            return in_message_ ? break_with(close_code::protocol_error) : Item::nothing;
        case Opcode::binary:
            return break_with(in_message_ ? close_code::protocol_error : close_code::unsupported_data);
        case Opcode::close:
        case Opcode::ping:
        case Opcode::pong:
            return final && (header_[1] & 0x7FU) <= control_bytes_max ? Item::nothing
                                                                      : break_with(close_code::protocol_error);
    }
    return break_with(close_code::protocol_error);
}

MessageReader::Item MessageReader::check_header() {
    const unsigned short_length = header_[1] & 0x7FU;
    const std::size_t length_bytes = header_needed_ - 2 - mask_bytes;
    left_ = length_bytes == 0 ? short_length : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) left_ = left_ << 8 | header_[2 + i];
    const bool padded = (length_bytes == 2 && left_ < 126) || (length_bytes == 8 && left_ <= UINT16_MAX);
    if (padded || left_ >> 63 != 0) return break_with(close_code::protocol_error);
    const bool data = !control(static_cast<Opcode>(header_[0] & 0x0FU));
    if (data && left_ > message_bytes_max_ - message_.size()) return break_with(close_code::too_big);
    if (!data) control_.clear();
    in_payload_ = true;
    unmasked_ = 0;
    return Item::nothing;
}

void MessageReader::take_payload(std::string_view& bytes) {
    std::string& into = control(static_cast<Opcode>(header_[0] & 0x0FU)) ? control_ : message_;
    const unsigned char* mask = header_.data() + header_needed_ - mask_bytes;
    const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    for (std::size_t i = 0; i < here; ++i, ++unmasked_) {
        into += static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ mask[unmasked_ % mask_bytes]);
    }
    bytes.remove_prefix(here);
    left_ -= here;
}

MessageReader::Item MessageReader::end_frame() {
    const auto opcode = static_cast<Opcode>(header_[0] & 0x0FU);
    const bool final = (header_[0] & final_bit) != 0;
    in_payload_ = false;
    header_size_ = 0;
    header_needed_ = 2;
    if (control(opcode)) {
        payload_ = control_;
        if (opcode == Opcode::close) return end_close();
        return opcode == Opcode::ping ? Item::ping : Item::pong;
    }
    in_message_ = !final;
    if (!final) return Item::nothing;
    if (!valid_utf8(message_)) return break_with(close_code::bad_text);
    payload_ = message_;
    message_given_ = true;
    return Item::text;
}

MessageReader::Item MessageReader::end_close() {
    code_ = close_code::no_code;
    if (control_.empty()) return Item::close;
    if (control_.size() == 1) return break_with(close_code::protocol_error);
    const auto byte = [this](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(control_[i])); };
    const auto code = static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
    if (!valid_code(code)) return break_with(close_code::protocol_error);
    if (!valid_utf8(std::string_view(control_).substr(2))) return break_with(close_code::bad_text);
    code_ = code;
    return Item::close;
}

// ---- out

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
    out += static_cast<char>(final_bit | static_cast<unsigned char>(opcode));
    if (payload.size() <= control_bytes_max) {
        out += static_cast<char>(payload.size());
    } else if (payload.size() <= UINT16_MAX) {
        out += static_cast<char>(126);
        append_big_endian(out, payload.size(), 2);
    } else {
        out += static_cast<char>(127);
        append_big_endian(out, payload.size(), 8);
    }
    out += payload;
}

void append_close(std::string& out, std::uint16_t code, std::string_view reason) {
    std::string payload;
    append_big_endian(payload, code, 2);
    payload += reason.substr(0, control_bytes_max - 2);
    append_frame(out, Opcode::close, payload);
}

}  // namespace hapax::push
