// Projector: follows the journal up to the durable position and keeps every view of a service.
//
//   Projector projector({service, store, views, runtime, metrics, log});
//   if (auto opened = projector.open(); !opened) return opened;      // fatal: lost history
//   while (running) if (!*projector.advance()) wait until something is durable, or projector.wake_at();
//
//        building      slice      front                      durable
//      ──────●─────────▶· · · · · · ●──── live batch ─────────▶●──▶ position
//
// One call of advance() gives one batch to the views at the front, then one slice to those that are behind it: being
// built, or late after a failure. A group of views with one checkpoint reads the log once. A view that was built and
// has come to the front serves from then on.
//
// Invariants
//   1. Rows and checkpoints of a batch are one transaction; nothing past the durable position is projected.
//   2. completed_through() only grows; it is the lowest checkpoint of the required views, all of them serving.
//   3. A view whose projection fails never holds up another; one that is not required never holds back completion.
// Errors   open(), advance(): fatal ones (store_errc), after which the process must not go on, and those of the read
//          model from open(). advance() tries again by itself what may pass: full disk, busy, broken (rebuilt), a journal
//          that cannot be read or is damaged: then the views wait before that place, and failing() says so.
// Threads  one loop.
// Source   ARCHITECTURE.md, sections 5 (steps 7 and 8), 6 and 10.
#pragma once

#include <memory>
#include <vector>

#include "application/projector/projected_view.hpp"
#include "application/projector/projector_probe.hpp"
#include "kernel/model/service.hpp"
#include "ports/driven/log.hpp"
#include "ports/driven/runtime.hpp"
#include "ports/driven/views.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

struct ProjectorOptions {
    ReadLimits live{4096, 4 << 20};     // what serves
    ReadLimits slice{512, 1 << 20};     // what is behind, while there is live traffic
    ReadLimits build{16384, 16 << 20};  // while nothing serves
    RetrySchedule retry{5, std::chrono::milliseconds(100), std::chrono::seconds(10)};
    std::size_t cache_bytes_max = 32 << 20;  // of folded rows, per view
};

struct ProjectorPorts {
    const Service& service;
    EventStore& store;
    Views& views;
    Runtime& runtime;
    Metrics& metrics;
    Log& log;
};

class Projector {
 public:
    explicit Projector(const ProjectorPorts& ports, const ProjectorOptions& options = {});

    Result<void> open();
    // One step; false when there was nothing to do.
    Result<bool> advance();
    // The next step asks whether the views can still be used, whether there is something to write or not.
    void look_at_views() { look_ = true; }
    // A view from nothing: it serves no one until it has caught up.
    Result<void> rebuild(std::uint32_t view);

    Position completed_through() const { return completed_through_; }
    bool shown(Position position) const { return position <= completed_through_; }
    // Every required view serves, works, and has come to what was durable at open(): the service may be ready.
    bool caught_up() const;
    // A required view has given up, or the read model cannot be written: nobody should wait for completion.
    bool failing() const;
    // When there is something to try again; never when only new records can help.
    Instant wake_at() const;

    Mark checkpoint(std::uint32_t view) const { return views_[view].checkpoint; }
    Position shown(std::uint32_t view) const;  // to readers; 0 while this version of it serves nobody
    bool serving(std::uint32_t view) const { return views_[view].serving; }
    bool failed(std::uint32_t view) const { return views_[view].failed; }
    // When each view first showed a position.
    std::vector<ViewReached> reached(Position position);

 private:
    using Group = std::vector<ProjectedView*>;

    Result<void> check_history(const std::vector<PreparedView>& prepared);
    Result<void> look();
    Result<bool> step();
    Group front();
    Group behind(const Group& front);
    ReadLimits limits_for(const Group& group, ReadLimits limits) const;
    Result<bool> run(const Group& group, const ReadLimits& limits);
    Result<Group> project(const Group& group, const LogBatch& log);
    Result<void> write(const Group& done, const LogBatch& log);
    void projection_failed(ProjectedView& view, Position at, const Error& error);
    Result<bool> serve_caught_up();
    Result<bool> store_trouble(const Error& error);
    void store_works();
    bool any_serving() const;
    void update_completed();
    Position shown_before(const ProjectedView& view) const;
    void update_lag();

    ProjectorPorts ports_;
    ProjectorOptions options_;
    ProjectorProbe probe_;
    std::vector<ProjectedView> views_;
    ViewWrites writes_;  // of the batch at hand; kept for its memory
    Position completed_through_;
    Position durable_at_open_;
    std::uint32_t store_failures_ = 0;  // in a row
    Instant store_retry_at_;
    bool reopen_ = false;
    bool look_ = false;
};

}  // namespace hapax
