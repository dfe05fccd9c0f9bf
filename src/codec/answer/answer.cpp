#include "codec/answer/answer.hpp"

#include <array>

#include "codec/answer/answer_v1.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

// By byte: may it stand in a path as it is?
constexpr auto in_path = [] {
    std::array<bool, 256> table{};
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (const char c : std::string_view("/-._~!$&'()*+,;=:@")) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

}  // namespace

bool can_render(const StoredCommit& stored) {
    return stored.commit.reply.renderer == 1;
}

void render_answer(const StoredCommit& stored, Answer& out) {
    HAPAX_ASSERT(can_render(stored), "a record names a renderer that this program does not have");
    render_answer_v1(stored, out);
}

void append_encoded_address(std::string& out, std::string_view decoded) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::size_t begin = 0;
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        const auto byte = static_cast<unsigned char>(decoded[i]);
        if (in_path[byte]) continue;
        out.append(decoded, begin, i - begin).append(1, '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
        begin = i + 1;
    }
    out.append(decoded, begin);
}

}  // namespace hapax
