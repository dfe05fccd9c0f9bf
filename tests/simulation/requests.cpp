#include "requests.hpp"

#include <array>
#include <charconv>

namespace hapax::simulated_bank {
namespace {

std::string hex(std::size_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

std::string chunk(std::string_view bytes) {
    return hex(bytes.size()) + "\r\n" + std::string(bytes) + "\r\n";
}

std::string chunked(const std::string& body, Random& random) {
    const std::size_t cut = 1 + random.below(body.size() - 1);
    return "Transfer-Encoding: chunked\r\n\r\n" + chunk(body.substr(0, cut)) + chunk(body.substr(cut)) + "0\r\n\r\n";
}

}  // namespace

std::string put(const Op& op, const Payload& payload, bool respond_async, Random& random) {
    std::string request = "PUT " + payload.address + " HTTP/1.1\r\nHost: bank\r\nContent-Type: application/json\r\n";
    if (op.key_in_header) request += "Idempotency-Key: \"" + op.id.value.text() + "\"\r\n";
    if (op.if_match) request += "If-Match: \"" + std::to_string(*op.if_match) + "\"\r\n";
    if (respond_async) request += "Prefer: respond-async\r\n";
    if (random.chance(10 * one_percent)) return request + chunked(payload.body, random);
    return request + "Content-Length: " + std::to_string(payload.body.size()) + "\r\n\r\n" + payload.body;
}

std::string get(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: bank\r\n\r\n";
}

}  // namespace hapax::simulated_bank
