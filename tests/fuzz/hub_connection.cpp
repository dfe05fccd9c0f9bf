// Bytes → an upgraded connection of the hub: frames, the handshake of SignalR, its messages, and events that come between.
//
// Promises  what the server sends is whole frames that are not masked, in the fewest bytes; its texts are JSON messages,
//           each with its separator; nothing follows a close, and the connection ends exactly when one was sent; no more
//           operations are subscribed than there may be, and no question is out when the connection has gone; other
//           pieces of the same bytes are told the same.
// Input     byte 0: whether events come between, whether the bytes are texts that are framed here, the kind of pieces;
//           bytes 1 and 2: seed of pieces, events and answers; then what the client sends.
#include <vector>

#include "adapters/edge/http/hub.hpp"
#include "adapters/edge/http/test_edge.hpp"
#include "adapters/edge/http_push/client_frames.hpp"
#include "codec/json_document.hpp"
#include "fuzz/target.hpp"
#include "kernel/random.hpp"

namespace hapax::fuzz {
namespace {

using http::TestEdge;
using push::Opcode;

constexpr std::string_view upgrade =
    "GET /hubs/operations?id=x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr std::uint64_t events_between_max = 60;  // fewer than may be on their way to one subscriber
constexpr Duration long_pause = std::chrono::seconds{16};

struct Told {
    std::string bytes;  // all frames
    bool closed = false;
};

std::vector<std::string> pieces_of(std::string_view bytes, Random random, std::size_t most) {
    std::vector<std::string> pieces;
    while (!bytes.empty()) {
        pieces.emplace_back(bytes.substr(0, 1 + random.below(most)));
        bytes.remove_prefix(pieces.back().size());
    }
    return pieces;
}

// The texts of a client in frames and fragments, so that a fuzzer need not find masks and lengths.
std::string framed(std::string_view text, Random random) {
    std::string wire;
    bool first = true;
    while (!text.empty() || first) {
        const std::string_view part = text.substr(0, 1 + random.below(200));
        text.remove_prefix(part.size());
        const bool last = text.empty() || random.below(4) != 0;
        wire += push::client_frame(first ? Opcode::text : Opcode::continuation, part, last);
        first = last;
        if (last && text.empty()) break;
    }
    return wire;
}

// One edge for all inputs; time goes on in it.
class HubEdge {
 public:
    HubEdge() : edge_(limits()) { edge_.operations.status = status_of; }

    Told quiet(const std::vector<std::string>& pieces) {
        TestEdge::Client& client = open();
        for (const std::string& piece : pieces) say(client, piece);
        edge_.settle();
        return leave(client);
    }

    Told lively(const std::vector<std::string>& pieces, Random random) {
        TestEdge::Client& client = open();
        std::uint64_t events = 0;
        for (const std::string& piece : pieces) {
            say(client, piece);
            if (!client.closed && events < events_between_max && random.below(2) == 0) happen(random, ++events);
            if (random.below(32) == 0) edge_.advance(long_pause);
            if (random.below(2) == 0) edge_.settle();
        }
        edge_.settle();
        return leave(client);
    }

 private:
    static http::Limits limits() {
        http::Limits limits;
        limits.timer_step = std::chrono::seconds{1};
        return limits;
    }

    // Its id decides what an operation is; whoever waits for a change of one waits on.
    static std::optional<Verdict> status_of(const Inquiry& inquiry) {
        const unsigned kind = inquiry.key.id.value.bytes[15] % 3U;
        if (inquiry.wait != Inquiry::Wait::none) return std::nullopt;
        if (kind == 0) return UnknownOperation{};
        StatusDocument document;
        document.key = inquiry.key;
        document.state = kind == 1 ? OperationState::executing : OperationState::completed;
        document.revision = 1;
        document.type = "Withdraw";
        document.resource = "/accounts/42";
        return document;
    }

    TestEdge::Client& open() {
        TestEdge::Client& client = edge_.connect();
        edge_.send(client, upgrade);
        edge_.settle();
        const std::size_t end = client.output.find("\r\n\r\n");
        HAPAX_ASSERT(client.output.starts_with("HTTP/1.1 101 ") && end + 4 == client.output.size(), "no hub");
        client.output.clear();
        return client;
    }

    // Without what the application says to it.
    void say(TestEdge::Client& client, std::string_view bytes) {
        while (!bytes.empty() && !client.closed) {
            const std::size_t sent = edge_.send(client, bytes);
            bytes.remove_prefix(sent);
            if (sent > 0) continue;
            edge_.settle();
            if (client.session->space().empty()) return;
        }
    }

    void happen(Random& random, std::uint64_t position) {
        const std::uint64_t kind = random.below(16);
        if (kind == 0) return edge_.feeds.say(0, FeedEvent::Kind::reached, position);
        if (kind == 1) return edge_.feeds.say(0, FeedEvent::Kind::lagging, position);
        OperationEnd end;
        end.position = Position{position};
        end.key.id.value.bytes[15] = static_cast<std::uint8_t>(random.below(8));
        end.outcome = kind < 8 ? Outcome::accomplished : Outcome::rejected;
        end.type = "Withdraw";
        end.resource = "/accounts/42";
        edge_.feeds.end(0, std::move(end));
    }

    Told leave(TestEdge::Client& client) {
        HAPAX_ASSERT(out_now() <= edge_.limits.hub_subscriptions_max + 1, "more is subscribed than may be");
        Told told{std::move(client.output), client.closed};
        if (!client.closed) edge_.exchange.closed(*client.session);
        HAPAX_ASSERT(out_now() == 0, "a question is out, and nobody is there");
        edge_.clients.clear();
        edge_.feeds.followed.clear();
        edge_.feeds.left.clear();
        edge_.operations.inquiries.clear();
        edge_.operations.given_up.clear();
        return told;
    }

    // Questions that were asked, not answered, and not given up.
    std::size_t out_now() const {
        std::size_t waiting = 0;
        for (const Inquiry& inquiry : edge_.operations.inquiries) {
            waiting += inquiry.wait == Inquiry::Wait::none ? 0 : 1;
        }
        for (const auto& [waiter, why] : edge_.operations.given_up) waiting -= waits(waiter) ? 1 : 0;
        return waiting;
    }
    bool waits(Waiter waiter) const {
        for (const Inquiry& inquiry : edge_.operations.inquiries) {
            if (inquiry.waiter == waiter) return inquiry.wait != Inquiry::Wait::none;
        }
        return false;
    }

    TestEdge edge_;
};

std::string_view take_frame(std::string_view& bytes, unsigned& opcode) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
    HAPAX_ASSERT(bytes.size() >= 2 && (byte(0) & 0xf0U) == 0x80U, "a frame is torn, or no whole message");
    opcode = byte(0) & 0x0fU;
    std::size_t length = byte(1);
    HAPAX_ASSERT(length < 127, "a frame is masked, or longer than anything that is said here");
    if (length == 126) {
        HAPAX_ASSERT(bytes.size() >= 4, "a frame is torn");
        length = byte(2) << 8 | byte(3);
        HAPAX_ASSERT(length > 125, "a length has more bytes than it needs");
        bytes.remove_prefix(2);
    }
    HAPAX_ASSERT(bytes.size() >= 2 + length, "a frame is torn");
    const std::string_view payload = bytes.substr(2, length);
    bytes.remove_prefix(2 + length);
    return payload;
}

void judge_text(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find(push::record_separator);
        HAPAX_ASSERT(end != std::string_view::npos, "a message has no end");
        JsonDocument document;
        HAPAX_ASSERT(!document.parse(text.substr(0, end)), "a message is no JSON");
        text.remove_prefix(end + 1);
    }
}

void judge(const Told& told) {
    bool closing = false;
    for (std::string_view bytes = told.bytes; !bytes.empty();) {
        unsigned opcode = 0;
        const std::string_view payload = take_frame(bytes, opcode);
        HAPAX_ASSERT(!closing, "something follows a close");
        closing = opcode == static_cast<unsigned>(Opcode::close);
        HAPAX_ASSERT(
            closing || opcode == static_cast<unsigned>(Opcode::text) || opcode == static_cast<unsigned>(Opcode::pong),
            "a frame of a kind that is never sent");
        if (opcode == static_cast<unsigned>(Opcode::text)) judge_text(payload);
    }
    HAPAX_ASSERT(closing == told.closed, "the connection did not end with its close");
}

}  // namespace

HAPAX_FUZZ_TARGET(hub_connection) {
    static HubEdge edge;
    const std::uint8_t mode = input.take_byte();
    const Random random(input.take_u16());
    const std::string_view said = input.take_rest();
    const std::string wire = (mode & 2) != 0 ? framed(said, random.split("frames")) : std::string(said);
    const std::size_t most = (mode & 4) != 0 ? 1 : 1 + wire.size() / 3;
    const auto pieces = pieces_of(wire, random.split("pieces"), most);
    if ((mode & 1) != 0) return judge(edge.lively(pieces, random.split("events")));
    const Told whole = edge.quiet({wire});
    const Told parted = edge.quiet(pieces);
    judge(whole);
    HAPAX_ASSERT(whole.bytes == parted.bytes && whole.closed == parted.closed,
                 "other pieces of the same bytes are told something else");
}

}  // namespace hapax::fuzz
