// For tests: frames as a client sends them.
#pragma once

#include <string>
#include <string_view>

#include "adapters/edge/http_push/websocket.hpp"

namespace hapax::push {

inline std::string client_frame(Opcode opcode, std::string_view payload, bool final = true) {
    constexpr std::string_view mask = "\x11\x22\x33\x44";
    std::string out;
    append_frame(out, opcode, payload);
    if (!final) out[0] = static_cast<char>(out[0] & 0x7f);
    out[1] = static_cast<char>(static_cast<unsigned char>(out[1]) | 0x80U);
    out.resize(out.size() - payload.size());
    out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
    return out;
}

}  // namespace hapax::push
