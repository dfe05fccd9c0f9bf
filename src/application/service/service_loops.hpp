// ServiceLoops: one service's loops, wired together over whatever ports it is given: real ones by the host, twins by
// the simulated world. The same code in both.
//
//   ServiceLoops loops(parts, options);
//   loops.open();                       // the horizon is read, views prepared, checkpoints proved against the journal
//   loops.start();
//   edge ↔ loops.operations(), loops.queries(), loops.feeds()
//   loops.stop();                       // decides what was taken, commits, projects, ends; then join the runtime
//
//      edge ──▶ engine ──▶ committer ──▶ (store)
//                  │ ▲         │
//                  │ └─settled─┘
//                  ▼
//             completion (projector + tracker) ──▶ edge          query ──▶ edge          background
//
// Threads  construction, open(), start(), stop() by the owner; operations(), queries() and
//          feeds() from any edge loop.
// Source   ARCHITECTURE.md, sections 4 and 5.
#pragma once

#include <memory>
#include <vector>

#include "application/background/background_loop.hpp"
#include "application/committer/committer.hpp"
#include "application/completion/completion_loop.hpp"
#include "application/engine/engine.hpp"
#include "application/feeds/feed_loop.hpp"
#include "application/projector/projector.hpp"
#include "application/query/query_loop.hpp"
#include "kernel/model/service.hpp"

namespace hapax {

// All outlive the loops; snapshots and horizon may be null. Loop i of the edge is verdicts[i], results[i] and
// feed_events[i].
struct ServiceParts {
    const Service& service;
    EventStore& store;
    Snapshots* snapshots;
    HorizonFile* horizon;
    Views& views;
    ViewReader& reader;
    Runtime& runtime;
    Metrics& metrics;
    Log& log;
    std::vector<Verdicts*> verdicts;
    std::vector<QueryResults*> results;
    std::vector<FeedEvents*> feed_events;
};

struct ServiceOptions {
    EngineOptions engine;
    ProjectorOptions projector;
    std::size_t questions_waiting_max = questions_max;
    FeedOptions feeds;
};

class ServiceLoops {
 public:
    ServiceLoops(const ServiceParts& parts, const ServiceOptions& options);

    Result<void> open();
    void start();
    void stop();

    Operations& operations() { return engine_; }
    Queries& queries() { return query_; }
    Feeds& feeds() { return feeds_; }
    bool ready() const { return ready_.value() == 1; }

 private:
    void run_engine();
    void run_committer();

    ServiceParts parts_;
    Gauge& ready_;
    HorizonKeeper horizon_;
    Projector projector_;
    CompletionLoop completion_;
    BackgroundLoop background_;
    Committer committer_;
    Engine engine_;
    QueryLoop query_;
    FeedLoop feeds_;
};

}  // namespace hapax
