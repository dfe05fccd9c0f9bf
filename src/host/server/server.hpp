// Server: one service on real adapters, from configuration to a clean end.
//
//   Server server(service, config);
//   Result<void> r = server.start();          // recovered and serving; one line on stdout when views are shown
//   stop_signal.wait();
//   server.stop();                            // drains, commits, projects, seals
//   server.waits_for();                       // meanwhile, from another thread: what the stop waits for
//
// Errors   whatever refuses to start: config, store_errc, views_errc, http_server_errc, router_errc.
// Threads  the main thread's; waits_for() from anywhere.
// Source   ARCHITECTURE.md, sections 4 and 8.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/edge/http_server/http_server.hpp"
#include "adapters/runtime/threads/thread_runtime.hpp"
#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "application/service/service_loops.hpp"
#include "host/config/config.hpp"
#include "host/server/callers.hpp"
#include "host/server/storage.hpp"

namespace hapax {

class Server {
 public:
    Server(const Service& service, const Config& config, Log& log);

    Result<void> start();
    Result<void> stop();
    std::string waits_for() const;
    const std::string& url() const { return url_; }

 private:
    Result<void> start_edge();
    void start_loops();
    Result<void> build_router();
    void announce_when_ready();

    const Service& service_;
    const Config& config_;
    Log& log_;
    ThreadRuntime runtime_;
    std::unique_ptr<PrometheusMetrics> metrics_;
    Gauge& stopping_;
    Storage storage_;
    Callers callers_;
    std::atomic<std::uint16_t> port_ = 0;  // 0: not listening yet
    std::unique_ptr<http::HttpServer> edge_;
    std::optional<http::Router> router_;
    std::unique_ptr<ServiceLoops> loops_;
    std::string url_;
    std::atomic<const char*> stop_step_ = "nothing";
};

}  // namespace hapax
