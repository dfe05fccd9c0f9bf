#include "world/options.hpp"

#include <array>

#include "adapters/edge/http/caller.hpp"
#include "codec/digest.hpp"
#include "kernel/random.hpp"
#include "world/places.hpp"

namespace hapax::world {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

template <class T, std::size_t n>
T one_of(Random& random, const std::array<T, n>& choices) {
    return choices[random.below(n)];
}

JournalOptions draw_journal(Random random) {
    JournalOptions journal;
    journal.directory = places::journal;
    journal.witness = places::witness;
    journal.segment_bytes = one_of<std::uint64_t>(random, std::array<std::uint64_t, 4>{8192, 16384, 32768, 65536});
    journal.prepared_segments = 2 + random.below(3);
    journal.recent_records_max = one_of(random, std::array<std::size_t, 4>{4, 16, 50, 1000});
    journal.stream_heads_max = one_of(random, std::array<std::size_t, 3>{2, 8, 1000});
    journal.recent_frames_bytes_max = one_of(random, std::array<std::size_t, 3>{4096, 32768, 1 << 20});
    journal.witness_every =
        one_of(random, std::array<Duration, 3>{milliseconds(5), milliseconds(50), milliseconds(500)});
    if (random.below(2) == 0) journal.archive = places::archive;
    return journal;
}

void draw_mirror(Random random, WorldOptions& options) {
    if (random.below(4) != 0) return;
    options.journal.mirror = places::mirror;
    options.disk_loss_chance = one_of<std::uint32_t>(random, std::array<std::uint32_t, 3>{0, 20, 60}) * one_percent;
}

FeedOptions draw_feeds(Random random) {
    FeedOptions feeds;
    feeds.in_flight_max = one_of(random, std::array<std::uint32_t, 3>{1, 4, 64});
    feeds.slice_records = one_of(random, std::array<std::size_t, 3>{1, 7, 1024});
    feeds.slices_per_round = one_of(random, std::array<std::size_t, 2>{1, 8});
    feeds.behind_max = one_of(random, std::array<Duration, 2>{milliseconds(20), milliseconds(10'000)});
    feeds.reached_every = one_of(random, std::array<Duration, 2>{milliseconds(5), milliseconds(100)});
    feeds.read_again_after = milliseconds(10);
    feeds.subscribers_of_caller_max = one_of(random, std::array<std::size_t, 3>{1, 3, 256});
    return feeds;
}

ServiceOptions draw_service(Random random) {
    ServiceOptions service;
    service.engine.snapshot_every = one_of(random, std::array<std::uint64_t, 4>{0, 2, 5, 20});
    service.engine.inline_commits_max = one_of(random, std::array<std::size_t, 3>{0, 1, 4});
    service.engine.cache_bytes_max = one_of(random, std::array<std::size_t, 3>{1, 1000, 1 << 20});
    service.engine.in_flight_max = one_of(random, std::array<std::size_t, 3>{2, 16, 1000});
    service.engine.anonymous = http::scope_of_nobody();
    service.projector.live.records_max = one_of(random, std::array<std::size_t, 3>{1, 7, 4096});
    service.projector.slice.records_max = one_of(random, std::array<std::size_t, 3>{1, 7, 512});
    service.projector.build.records_max = one_of(random, std::array<std::size_t, 3>{1, 7, 16384});
    service.projector.retry = {5, milliseconds(5), milliseconds(100)};
    service.projector.cache_bytes_max = one_of(random, std::array<std::size_t, 2>{1, 1 << 20});
    const auto tries_max = one_of(random, std::array<std::uint32_t, 4>{1, 5, 5, 5});
    service.engine.tries = {tries_max, milliseconds(2), milliseconds(20)};
    return service;
}

// Rounds of one submission, and a queue that stands at once, are what a loaded machine would show.
void draw_shedding(Random random, EngineOptions& engine) {
    engine.round_max = one_of(random, std::array<Duration, 2>{Duration(0), milliseconds(2)});
    engine.queue_delay.target =
        one_of(random, std::array<Duration, 4>{Duration(0), microseconds(50), milliseconds(2), milliseconds(10)});
    engine.queue_delay.standing = one_of(random, std::array<Duration, 2>{Duration(0), milliseconds(5)});
}

Duration draw_guard(Random random) {
    return one_of(random, std::array<Duration, 4>{Duration(0), Duration(0), milliseconds(20), milliseconds(5'000)});
}

http::Limits draw_limits(Random random) {
    http::Limits limits;
    limits.wait_default =
        one_of(random, std::array<Duration, 3>{milliseconds(2), milliseconds(50), milliseconds(1000)});
    limits.verdict_grace = one_of(random, std::array<Duration, 2>{milliseconds(5), milliseconds(500)});
    limits.timer_step = one_of(random, std::array<Duration, 2>{milliseconds(2), milliseconds(20)});
    limits.pipeline_max = 1 + random.below(4);
    limits.list_rows_default = static_cast<std::uint32_t>(1 + random.below(20));
    limits.heartbeat = one_of(random, std::array<Duration, 2>{milliseconds(10), milliseconds(200)});
    limits.hub_client_time = one_of(random, std::array<Duration, 2>{milliseconds(60), milliseconds(2000)});
    limits.hub_handshake_time = one_of(random, std::array<Duration, 2>{milliseconds(20), milliseconds(1000)});
    limits.hub_subscriptions_max = one_of(random, std::array<std::size_t, 2>{1, 256});
    return limits;
}

NemesisOptions draw_nemesis(Random random) {
    NemesisOptions nemesis;
    for (std::size_t fault = 0; fault < fault_kinds; ++fault) {
        if (random.chance(50 * one_percent)) nemesis.faults |= 1U << fault;
    }
    nemesis.every_max =
        one_of(random, std::array<Duration, 4>{milliseconds(5), milliseconds(20), milliseconds(80), milliseconds(300)});
    nemesis.warm_up = one_of(random, std::array<Duration, 3>{Duration(0), milliseconds(5), milliseconds(50)});
    nemesis.calls_max = one_of(random, std::array<std::uint64_t, 3>{20, 200, 2000});
    nemesis.sectors.lost = static_cast<std::uint32_t>(random.below(80)) * one_percent;
    nemesis.sectors.garbled = static_cast<std::uint32_t>(random.below(20)) * one_percent;
    return nemesis;
}

// Nothing: operations are kept for ever.
RetentionPolicy draw_retention(Random random) {
    using std::chrono::hours;
    if (random.chance(50 * one_percent)) return {};
    return {one_of(random, std::array<milliseconds, 3>{milliseconds(1), milliseconds(100), hours(1)})};
}

void add(std::string& out, std::string_view name, std::uint64_t value) {
    out += ' ';
    out.append(name).append("=").append(std::to_string(value));
}

void add(std::string& out, std::string_view name, Duration value) {
    out += ' ';
    const auto us = std::chrono::duration_cast<microseconds>(value).count();
    out.append(name).append("=").append(std::to_string(us)).append("us");
}

void add_faults(std::string& out, const NemesisOptions& nemesis) {
    out += " faults=";
    bool first = true;
    for (std::size_t fault = 0; fault < fault_kinds; ++fault) {
        if (!nemesis.on(static_cast<Fault>(fault))) continue;
        if (!std::exchange(first, false)) out += ',';
        out += text(static_cast<Fault>(fault));
    }
    if (first) out += "none";
}

}  // namespace

WorldOptions draw_options(std::uint64_t seed) {
    const Random root(seed);
    Random random = root.split("world");
    WorldOptions options;
    options.seed = seed;
    options.journal = draw_journal(root.split("world/journal"));
    options.service = draw_service(root.split("world/service"));
    options.service.feeds = draw_feeds(root.split("world/feeds"));
    options.limits = draw_limits(root.split("world/limits"));
    options.nemesis = draw_nemesis(root.split("world/nemesis"));
    options.sync_latency_max =
        one_of(random, std::array<Duration, 3>{microseconds(10), milliseconds(1), milliseconds(10)});
    options.restart_after_max = one_of(random, std::array<Duration, 2>{milliseconds(1), milliseconds(30)});
    options.views_latency =
        one_of(random, std::array<Duration, 4>{Duration(0), microseconds(50), milliseconds(1), milliseconds(20)});
    options.snapshots = random.chance(75 * one_percent);
    options.service.engine.retention = draw_retention(root.split("world/retention"));
    draw_shedding(root.split("world/shedding"), options.service.engine);
    options.guard = draw_guard(root.split("world/guard"));
    draw_mirror(root.split("world/mirror"), options);
    options.schedule = draw_schedule(options.nemesis, root.split("world/schedule"));
    return options;
}

std::string text(const WorldOptions& options) {
    std::string out;
    add(out, "segment_bytes", options.journal.segment_bytes);
    add(out, "prepared_segments", options.journal.prepared_segments);
    add(out, "recent_records_max", options.journal.recent_records_max);
    add(out, "stream_heads_max", options.journal.stream_heads_max);
    add(out, "recent_frames_bytes_max", options.journal.recent_frames_bytes_max);
    add(out, "witness_every", options.journal.witness_every);
    add(out, "archive", options.journal.archive.empty() ? 0 : 1);
    add(out, "mirror", options.journal.mirror.empty() ? 0 : 1);
    add(out, "disk_loss_chance", options.disk_loss_chance);
    add(out, "snapshots", options.snapshots ? options.service.engine.snapshot_every : 0);
    add(out, "inline_commits_max", options.service.engine.inline_commits_max);
    add(out, "cache_bytes_max", options.service.engine.cache_bytes_max);
    add(out, "in_flight_max", options.service.engine.in_flight_max);
    add(out, "attempts_max", options.service.engine.tries.attempts_max);
    add(out, "live_records_max", options.service.projector.live.records_max);
    add(out, "slice_records_max", options.service.projector.slice.records_max);
    add(out, "build_records_max", options.service.projector.build.records_max);
    add(out, "feed_in_flight_max", options.service.feeds.in_flight_max);
    add(out, "feed_slice_records", options.service.feeds.slice_records);
    add(out, "feed_behind_max", options.service.feeds.behind_max);
    add(out, "feed_of_caller_max", options.service.feeds.subscribers_of_caller_max);
    add(out, "row_cache_bytes_max", options.service.projector.cache_bytes_max);
    add(out, "round_max", options.service.engine.round_max);
    add(out, "queue_delay", options.service.engine.queue_delay.target);
    add(out, "queue_standing", options.service.engine.queue_delay.standing);
    add(out, "guard", options.guard);
    if (const auto& keep = options.service.engine.retention.keep) add(out, "retention", *keep);
    add(out, "wait", options.limits.wait_default);
    add(out, "timer_step", options.limits.timer_step);
    add(out, "pipeline_max", options.limits.pipeline_max);
    add(out, "sync_latency_max", options.sync_latency_max);
    add(out, "views_latency", options.views_latency);
    add(out, "restart_after_max", options.restart_after_max);
    add_faults(out, options.nemesis);
    add(out, "every_max", options.nemesis.every_max);
    add(out, "warm_up", options.nemesis.warm_up);
    add(out, "calls_max", options.nemesis.calls_max);
    add(out, "sectors_lost", options.nemesis.sectors.lost);
    add(out, "sectors_garbled", options.nemesis.sectors.garbled);
    return out.substr(1);
}

}  // namespace hapax::world
