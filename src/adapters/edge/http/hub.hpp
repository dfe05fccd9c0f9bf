// Hub: what one SignalR connection is in the middle of. The stream that it belongs to writes for it (hub_streams.cpp).
//
//   upgraded ─▶ handshake ─▶ greeted: messages both ways ─▶ closed
//
// Limits   Limits::hub_…; events that come before the handshake wait here, at most FeedOptions::in_flight_max.
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

struct Hub {
    explicit Hub(std::size_t message_bytes_max) : frames(message_bytes_max) {}

    push::MessageReader frames;
    std::string text;  // of the next message, as far as it is there
    bool greeted = false;
    Instant heard_at{};
    std::vector<std::shared_ptr<const OperationEnd>> waiting;  // for the handshake
    std::map<OperationId, std::uint64_t> subscribed;           // and the question that is out for it
};

}  // namespace hapax::http
