#include "application/service/service_loops.hpp"

#include <algorithm>

namespace hapax {
namespace {

EngineOptions guarded(EngineOptions options, const Service& service) {
    for (const Route& route : service.routes) options.guard_longest = std::max(options.guard_longest, route.guard);
    return options;
}

}  // namespace

ServiceLoops::ServiceLoops(const ServiceParts& parts, const ServiceOptions& options)
    : parts_(parts),
      ready_(parts.metrics.gauge("hapax_ready")),
      horizon_(parts.horizon, options.engine.retention, parts.metrics.gauge("hapax_deleted_through_ms")),
      projector_({parts.service, parts.store, parts.views, parts.runtime, parts.metrics, parts.log}, options.projector),
      completion_(
          projector_, parts.runtime, parts.metrics, parts.log, parts.verdicts,
          [this](Position through) { (void)feeds_.inbox().push(Shown{through}); },
          [this](std::uint32_t view, Position shown) { query_.shown(view, shown); }),
      background_(parts.store, parts.snapshots, horizon_, parts.runtime, parts.metrics, parts.log),
      committer_(parts.store, parts.runtime, parts.metrics, parts.log),
      engine_({parts.store, parts.snapshots, parts.runtime, parts.metrics, parts.log, committer_, completion_.inbox(),
               background_.inbox(), parts.verdicts, horizon_.deleted_through_ms()},
              guarded(options.engine, parts.service)),
      query_({parts.service, parts.store, parts.reader, parts.runtime, parts.metrics, parts.log,
              horizon_.deleted_through_ms(), [this] { return completion_.shown_through(); },
              [this] { (void)completion_.inbox().offer(ViewsBroken{}); },
              [this](std::uint32_t view, Position position) {
                  (void)completion_.inbox().push(AwaitedView{view, position});
              }},
             parts.results, options.questions_waiting_max),
      feeds_({parts.store, parts.runtime, parts.metrics, parts.log,
              [this](bool listen) { (void)completion_.inbox().push(FeedsListen{listen}); },
              [this](std::vector<AwaitedStatus> awaited) { (void)completion_.inbox().push(std::move(awaited)); }},
             parts.feed_events, options.feeds) {}

Result<void> ServiceLoops::open() {
    if (auto opened = horizon_.open(parts_.runtime.now(), parts_.runtime.wall()); !opened) return opened;
    if (auto opened = projector_.open(); !opened) return opened;
    completion_.opened();
    return {};
}

void ServiceLoops::start() {
    parts_.runtime.spawn("background", [this] { background_.run(); });
    parts_.runtime.spawn("projector", [this] { completion_.run(); });
    parts_.runtime.spawn("committer", [this] { run_committer(); });
    parts_.runtime.spawn("query", [this] { query_.run(); });
    parts_.runtime.spawn("feeds", [this] { feeds_.run(); });
    parts_.runtime.spawn("engine", [this] { run_engine(); });
}

// The projector starts on what is durable while the engine still settles it.
void ServiceLoops::run_committer() {
    committer_.run([this](std::vector<Settled> settled) {
        completion_.inbox().push(Advanced{});
        engine_.settled(std::move(settled));
    });
}

// Each loop ends those that work for it: the engine is the last to need the committer and the tracker.
void ServiceLoops::run_engine() {
    engine_.run();
    committer_.close();
    completion_.close();
    background_.close();
}

void ServiceLoops::stop() {
    query_.stop();
    feeds_.stop();
    engine_.stop();
}

}  // namespace hapax
