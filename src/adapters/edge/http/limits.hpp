// Limits of the HTTP edge. Every queue, length and wait has its name here; configuration sets them.
//
// Units    bytes and counts; durations say their own.
// Threads  values.
// Source   ARCHITECTURE.md, section 8; RFC 9112.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "kernel/time.hpp"

namespace hapax::http {

struct Limits {
    std::size_t url_bytes_max = 8 << 10;
    std::size_t headers_max = 64;
    std::size_t headers_bytes_max = 16 << 10;
    std::size_t body_bytes_max = 1 << 20;
    std::size_t chunk_line_bytes_max = 256;
    std::size_t pipeline_max = 32;                     // requests of one connection that are answered at once
    std::size_t unsent_bytes_max = 4 << 20;            // answers a client has not read; no more requests until it does
    Duration header_time = std::chrono::seconds{10};   // from its first byte to its last
    Duration body_grace = std::chrono::seconds{10};    // a body gets this and then …
    std::size_t body_bytes_per_second_min = 500;       // … has to arrive at this rate
    Duration idle_time = std::chrono::seconds{75};     // between requests
    Duration drain_grace = std::chrono::seconds{1};    // for a request that was half here when draining began
    Duration write_time = std::chrono::seconds{30};    // a client that reads nothing for so long is gone
    Duration wait_default = std::chrono::seconds{10};  // for the answer of an operation
    Duration wait_max = std::chrono::seconds{60};
    Duration verdict_grace = std::chrono::seconds{1};  // after a wait's end, for the application to say how far it is
    Duration timer_step = std::chrono::milliseconds{50};
    std::uint32_t retry_after_seconds = 1;
    std::uint64_t caller_rate = 0;  // requests a second of one caller on one loop; 0 = no limit
    std::uint64_t caller_burst = 100;
    std::uint64_t caller_concurrency = 0;  // requests of one caller that wait on one loop; 0 = no limit
    std::uint32_t list_rows_default = 50;
    std::uint32_t list_rows_max = 1000;
    std::size_t streams_max = 20'000;               // answers of a loop that go on: event streams and hubs
    Duration heartbeat = std::chrono::seconds{15};  // on a stream on which nothing happens, and of a hub
    std::uint32_t reconnect_ms = 3000;              // what an event stream tells its client to wait
    std::size_t hub_message_bytes_max = 32 << 10;
    std::size_t hub_subscriptions_max = 256;  // operations of one connection
    Duration hub_handshake_time = std::chrono::seconds{15};
    Duration hub_client_time = std::chrono::seconds{30};  // a client that says nothing for so long is gone
};

}  // namespace hapax::http
