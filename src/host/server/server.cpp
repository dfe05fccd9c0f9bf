#include "host/server/server.hpp"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "codec/digest.hpp"
#include "host/config/address.hpp"
#include "host/pages/client_config.hpp"
#include "host/pages/documents.hpp"
#include "host/server/health.hpp"
#include "host/server/options.hpp"
#include "host/server/version.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax {
namespace {

constexpr Duration readiness_check_every = std::chrono::milliseconds(1);
constexpr const char* loops_step = "loops:";

}  // namespace

Server::Server(const Service& service, const Config& config, Log& log)
    : service_(service),
      config_(config),
      log_(log),
      runtime_({.patience = config.server.patience}),
      metrics_(make_prometheus_metrics()),
      stopping_(metrics_->gauge("hapax_stopping")) {}

Result<void> Server::start() {
    if (auto built = build_router(); !built) return built;
    auto storage = open_storage(config_, runtime_);
    if (!storage) return pass_on(storage);
    storage_ = std::move(*storage);
    auto callers = open_callers(config_, *metrics_);
    if (!callers) return pass_on(callers);
    callers_ = std::move(*callers);
    edge_ = http::make_http_server(server_options(config_));
    start_loops();
    if (auto opened = loops_->open(); !opened) return opened;
    HAPAX_CRASHPOINT("server.loops_open");
    loops_->start();
    if (auto listening = start_edge(); !listening) return listening;
    HAPAX_CRASHPOINT("server.listens");
    runtime_.spawn("ready", [this] { announce_when_ready(); });
    return {};
}

Result<void> Server::build_router() {
    const auto address = configuration::parse_address(config_.server.listen);
    const bool insecure = address && !address->is_loopback();
    auto pages = health_pages({service_.name, *metrics_, metrics_->gauge("hapax_ready"), stopping_,
                               metrics_->gauge("hapax_index_rebuilding"), insecure, text(config_.auth.mode)});
    if (config_.auth.mode == AuthMode::dev) add_dev_pages(pages, callers_, config_.server.listen, port_);
    const http::Limits limits = server_options(config_).limits;
    const RetentionPolicy retention = service_options(config_).engine.retention;
    auto documents = service_documents(service_, version_text);
    documents.push_back(client_config(limits, retention));
    auto router = http::Router::build(service_, std::move(pages), std::move(documents), key_lifetime_field(retention));
    if (!router) return pass_on(router);
    router_.emplace(std::move(*router));
    if (insecure) log_.write(Level::warning, "listening beyond loopback although nothing is encrypted");
    if (config_.auth.mode == AuthMode::dev) log_.write(Level::warning, dev_mode_warning);
    return {};
}

void Server::start_loops() {
    std::vector<Verdicts*> verdicts;
    std::vector<QueryResults*> results;
    std::vector<FeedEvents*> events;
    for (std::uint32_t i = 0; i < server_options(config_).loops; ++i) {
        verdicts.push_back(&edge_->verdicts(i));
        results.push_back(&edge_->results(i));
        events.push_back(&edge_->feed_events(i));
    }
    loops_ = std::make_unique<ServiceLoops>(
        ServiceParts{service_, *storage_.store, storage_.snapshots.get(), storage_.horizon.get(), *storage_.views,
                     *storage_.reader, runtime_, *metrics_, log_, std::move(verdicts), std::move(results),
                     std::move(events)},
        service_options(config_));
}

Result<void> Server::start_edge() {
    const auto port = edge_->start({service_, *router_, loops_->operations(), loops_->queries(), *metrics_, runtime_,
                                    callers_.identity, loops_->feeds()});
    if (!port) return pass_on(port);
    url_ = url_of(config_.server.listen, *port);
    port_ = *port;
    return {};
}

void Server::announce_when_ready() {
    const auto parker = runtime_.make_parker();
    while (!loops_->ready()) {
        if (stopping_.value() != 0) return;
        parker->park(runtime_.now() + readiness_check_every);
    }
    std::printf("listening on %s\n", url_.c_str());
    std::fflush(stdout);
}

Result<void> Server::stop() {
    stopping_.set(1);
    stop_step_ = "connections";
    edge_->drain();
    edge_->join();
    HAPAX_CRASHPOINT("stop.edge_drained");
    stop_step_ = loops_step;
    loops_->stop();
    runtime_.join();
    HAPAX_CRASHPOINT("stop.loops_ended");
    stop_step_ = "views and journal to close";
    return close_storage(storage_);
}

std::string Server::waits_for() const {
    const char* const step = stop_step_;
    std::string text = step;
    if (step != loops_step) return text;
    for (const std::string& loop : runtime_.running()) text += ' ' + loop;
    return text;
}

}  // namespace hapax
