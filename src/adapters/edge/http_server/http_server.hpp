// HttpServer: the sockets of the HTTP edge, one loop and one thread each, over the same Exchange that simulations
// drive.
//
//   auto server = make_http_server(options);
//   application gets server->verdicts(i), server->results(i) and server->feed_events(i) for each loop i
//   auto port = server->start({service, router, operations, queries, metrics, runtime, feeds});
//   server->drain();  server->join();
//
// Each loop accepts for itself (SO_REUSEPORT), or loop 0 accepts for all (`single_acceptor`) when few connections would
// spread unevenly. Verdicts of a batch wake a loop once.
// Units    port 0 takes a free one; start() answers which.
// Errors   http_server_errc below; an exhausted descriptor table pauses accepting, nothing else.
// Threads  start(), drain() and join() by the owner; verdicts and results are delivered from any thread.
// Source   ARCHITECTURE.md, sections 4 and 10.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/edge/http/limits.hpp"
#include "adapters/edge/http/no_feeds.hpp"
#include "adapters/edge/http/router.hpp"
#include "kernel/error.hpp"
#include "ports/driven/identity.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driven/runtime.hpp"
#include "ports/driving/operations.hpp"
#include "ports/driving/queries.hpp"

namespace hapax::http {

namespace http_server_errc {
inline constexpr ErrorCode bad_address{"listen-address-invalid", Handling::park};
inline constexpr ErrorCode cannot_listen{"cannot-listen", Handling::park};
}  // namespace http_server_errc

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::uint32_t loops = 1;
    bool single_acceptor = false;
    std::size_t connections_max = 4096;  // of each loop; more wait in the kernel's queue
    int backlog = 1024;
    Duration accept_pause = std::chrono::milliseconds{200};  // after the descriptor table was full
    Duration linger = std::chrono::seconds{1};               // for a client to read the last answer
    Duration drain_time = std::chrono::seconds{8};           // then connections are cut
    Limits limits;
};

struct ServerParts {
    const Service& service;
    const Router& router;
    Operations& operations;
    Queries& queries;
    Metrics& metrics;
    Runtime& runtime;                                                            // its clocks and its patience
    std::function<std::unique_ptr<Identity>(std::uint32_t loop)> identity = {};  // empty: everyone is anonymous
    Feeds& feeds = no_feeds();
};

class HttpServer {
 public:
    virtual ~HttpServer() = default;
    virtual Verdicts& verdicts(std::uint32_t loop) = 0;
    virtual QueryResults& results(std::uint32_t loop) = 0;
    virtual FeedEvents& feed_events(std::uint32_t loop) = 0;
    virtual Result<std::uint16_t> start(const ServerParts& parts) = 0;

    // No new connections, idle ones closed at once, running requests answered, the rest cut after drain_time.
    virtual void drain() = 0;
    virtual void join() = 0;  // returns when every loop has ended; they end only after drain()
};

std::unique_ptr<HttpServer> make_http_server(const ServerOptions& options);

}  // namespace hapax::http
