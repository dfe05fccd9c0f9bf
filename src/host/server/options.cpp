#include "host/server/options.hpp"

#include <algorithm>
#include <thread>

#include "codec/digest.hpp"
#include "host/config/address.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

constexpr std::uint32_t loops_by_default_max = 4;

// Of the time that a stop may take: when connections are cut, and when all else is.
constexpr int drain_percent = 80;
constexpr int stop_percent = 95;

std::uint32_t loops_of(const Config& config) {
    if (config.server.loops != 0) return static_cast<std::uint32_t>(config.server.loops);
    // One loop per two cores: engine, committer and projector need theirs.
    return std::clamp(std::thread::hardware_concurrency() / 2, 1U, loops_by_default_max);
}

http::Limits limits_of(const Config& config) {
    http::Limits limits;
    limits.url_bytes_max = config.limits.url_bytes;
    limits.headers_max = config.limits.headers;
    limits.headers_bytes_max = config.limits.header_bytes;
    limits.body_bytes_max = config.limits.body_bytes;
    limits.pipeline_max = config.limits.pipeline;
    limits.header_time = config.limits.header_time;
    limits.idle_time = config.limits.idle_time;
    limits.wait_default = config.server.wait;
    limits.caller_rate = config.limits.caller_rate;
    limits.caller_burst = config.limits.caller_burst;
    limits.caller_concurrency = config.limits.caller_concurrency;
    limits.streams_max = config.push.subscribers;
    limits.heartbeat = config.push.heartbeat;
    limits.reconnect_ms = static_cast<std::uint32_t>(config.push.reconnect / std::chrono::milliseconds(1));
    limits.hub_message_bytes_max = config.push.message_bytes;
    limits.hub_subscriptions_max = config.push.subscriptions;
    limits.hub_handshake_time = config.push.handshake;
    limits.hub_client_time = config.push.client_silence;
    return limits;
}

FeedOptions feeds_of(const Config& config) {
    FeedOptions feeds;
    feeds.subscribers_max = config.push.subscribers;
    feeds.subscribers_of_caller_max = config.push.subscribers_of_caller;
    feeds.in_flight_max = static_cast<std::uint32_t>(config.push.in_flight);
    feeds.behind_max = config.push.behind;
    return feeds;
}

}  // namespace

http::ServerOptions server_options(const Config& config) {
    const auto address = configuration::parse_address(config.server.listen);
    HAPAX_ASSERT(address.has_value(), "the configuration was checked");
    http::ServerOptions options;
    options.address = address->host;
    options.port = address->port;
    options.loops = loops_of(config);
    options.connections_max = config.server.connections_max / options.loops + 1;
    options.drain_time = config.server.shutdown * drain_percent / 100;
    options.limits = limits_of(config);
    return options;
}

Duration stop_deadline(const Config& config) {
    return config.server.shutdown * stop_percent / 100;
}

ServiceOptions service_options(const Config& config) {
    ServiceOptions options;
    options.engine.tries.attempts_max = static_cast<std::uint32_t>(config.engine.tries);
    options.engine.tries.base = config.engine.backoff;
    if (config.retention.operations != Duration::max()) {
        options.engine.retention.keep =
            std::chrono::duration_cast<std::chrono::milliseconds>(config.retention.operations);
    }
    options.engine.in_flight_max = config.queues.committer;
    options.engine.mailbox_max = config.queues.engine;
    options.engine.queue_delay.target = config.queues.delay;
    options.engine.cache_bytes_max = config.engine.cache_bytes;
    options.engine.snapshot_every = config.engine.snapshot_every;
    options.engine.anonymous = caller_scope(anonymous_caller());
    options.questions_waiting_max = config.queues.query;
    options.feeds = feeds_of(config);
    return options;
}

}  // namespace hapax
