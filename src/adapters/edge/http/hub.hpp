// Hub: what one SignalR connection is in the middle of. The stream that it belongs to writes for it (hub_streams.cpp).
//
//   upgraded ─▶ handshake ─▶ greeted: messages both ways ─▶ closed
//
// Limits   hub_limits below; events that come before the handshake wait here, at most FeedOptions::in_flight_max.
// Threads  one loop's.
// Source   ARCHITECTURE.md, section 8; docs/decisions/0038-the-hub-is-a-feed-with-methods.md.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/edge/http_push/hub_messages.hpp"
#include "adapters/edge/http_push/websocket.hpp"
#include "ports/driving/feeds.hpp"

namespace hapax::http {

namespace hub_limits {
inline constexpr std::size_t message_bytes_max = 32 << 10;
inline constexpr std::size_t subscriptions_max = 256;  // operations of one connection
inline constexpr std::size_t connection_id_bytes_max = 128;
inline constexpr Duration handshake_time = std::chrono::seconds{15};
inline constexpr Duration client_time = std::chrono::seconds{30};  // a client that says nothing for so long is gone
inline constexpr Duration ping_every = std::chrono::seconds{15};
}  // namespace hub_limits

struct Hub {
    push::MessageReader frames{hub_limits::message_bytes_max};
    std::string text;  // of the next message, as far as it is there
    bool greeted = false;
    Instant heard_at{};
    std::vector<std::shared_ptr<const OperationEnd>> waiting;  // for the handshake
    std::map<OperationId, std::uint64_t> subscribed;           // and the question that is out for it
};

}  // namespace hapax::http
