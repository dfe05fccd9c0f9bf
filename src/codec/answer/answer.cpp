#include "codec/answer/answer.hpp"

#include "codec/answer/answer_v1.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

constexpr bool path_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

}  // namespace

void render_answer(const StoredCommit& stored, Answer& out) {
    HAPAX_ASSERT(stored.commit.reply.renderer == 1, "a record names a renderer that this program does not have");
    render_answer_v1(stored, out);
}

void append_encoded_address(std::string& out, std::string_view decoded) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (const char c : decoded) {
        if (path_character(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
}

}  // namespace hapax
