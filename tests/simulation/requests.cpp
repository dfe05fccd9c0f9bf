#include "requests.hpp"

#include <array>
#include <charconv>

namespace hapax::simulated_bank {
namespace {

constexpr std::uint64_t chunks_max = 5;
constexpr std::uint64_t garbage_bytes_max = 600;

std::string hex(std::size_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

std::string chunk(std::string_view bytes) {
    return hex(bytes.size()) + "\r\n" + std::string(bytes) + "\r\n";
}

std::string chunked(std::string_view body, Random& random) {
    std::string text = "Transfer-Encoding: chunked\r\n\r\n";
    for (std::uint64_t more = random.below(chunks_max); more > 0 && body.size() > 1; --more) {
        const std::size_t cut = 1 + random.below(body.size() - 1);
        text += chunk(body.substr(0, cut));
        body.remove_prefix(cut);
    }
    return text + chunk(body) + "0\r\n\r\n";
}

std::string fields(const std::string& caller, const Wishes& wishes) {
    std::string text = "Host: bank\r\n";
    if (!caller.empty()) text += "Authorization: Bearer " + caller + "\r\n";
    if (wishes.respond_async) text += "Prefer: respond-async\r\n";
    if (wishes.wait_seconds) text += "Prefer: wait=" + std::to_string(*wishes.wait_seconds) + "\r\n";
    if (wishes.timeout_ms) text += "X-Timeout-Ms: " + std::to_string(*wishes.timeout_ms) + "\r\n";
    if (wishes.position != 0) text += "X-Position: " + std::to_string(wishes.position) + "\r\n";
    if (!wishes.if_none_match.empty()) text += "If-None-Match: " + wishes.if_none_match + "\r\n";
    return text;
}

constexpr std::array<std::string_view, 10> nonsense{
    "GET /accounts/a0/balance HTTP/1.1\r\n\r\n",
    "PUT /accounts/a0 HTTP/1.1\r\nHost: bank\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "PUT /accounts/a0 HTTP/1.1\r\nHost: bank\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "PUT /accounts/a0 HTTP/1.1\r\nHost: bank\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}",
    "GET /operations HTTP/1.1\nHost: bank\n\n", "GET /operations/none HTTP/1.1\r\nHost : bank\r\n\r\n",
    "GET / HTTP/3.0\r\nHost: bank\r\n\r\n", "\r\n\r\n\r\n\r\n \r\n\r\n",
    // Well said, by one whose token is none. An effect of it would have no cause in the history.
    "PUT /accounts/a0/deposits/0197a3c0-6d1e-7cc2-8a57-0242ac120009 HTTP/1.1\r\nHost: bank\r\n"
    "Authorization: Bearer forged-alice\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    "{\"amount\":777}",
    "GET /accounts/a0/balance HTTP/1.1\r\nHost: bank\r\nAuthorization: Basic YWxpY2U6YWxpY2U=\r\n\r\n"};

}  // namespace

std::string put(const Op& op, const Payload& payload, const Wishes& wishes, Random& random) {
    std::string request = "PUT " + payload.address + " HTTP/1.1\r\nContent-Type: application/json\r\n";
    request += fields(op.caller, wishes);
    if (op.key_in_header) request += "Idempotency-Key: \"" + op.id.value.text() + "\"\r\n";
    if (op.meant) request += "X-Allow-Duplicate: true\r\n";
    if (op.if_match) request += "If-Match: \"" + std::to_string(*op.if_match) + "\"\r\n";
    if (random.chance(10 * one_percent)) return request + chunked(payload.body, random);
    return request + "Content-Length: " + std::to_string(payload.body.size()) + "\r\n\r\n" + payload.body;
}

std::string get_events(const std::string& caller, const std::optional<std::uint64_t>& last_event_id) {
    std::string request = "GET /operations/events HTTP/1.1\r\n" + fields(caller, {});
    if (last_event_id) request += "Last-Event-ID: " + std::to_string(*last_event_id) + "\r\n";
    return request + "\r\n";
}

std::string get_events_of(OperationId id, const std::string& caller, const std::optional<std::uint64_t>& seen) {
    std::string request = "GET /operations/" + id.value.text() + "/events HTTP/1.1\r\n" + fields(caller, {});
    if (seen) request += "Last-Event-ID: " + std::to_string(*seen) + "\r\n";
    return request + "\r\n";
}

std::string get_hub(const std::string& caller) {
    return "GET /hubs/operations?id=guest HTTP/1.1\r\n" + fields(caller, {}) +
           "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string get(const std::string& path, const std::string& caller, const Wishes& wishes) {
    return "GET " + path + " HTTP/1.1\r\n" + fields(caller, wishes) + "\r\n";
}

std::string garbage(Random& random) {
    if (random.chance(70 * one_percent)) return std::string(nonsense[random.below(nonsense.size())]);
    std::string bytes(1 + random.below(garbage_bytes_max), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.next());
    return bytes;
}

}  // namespace hapax::simulated_bank
