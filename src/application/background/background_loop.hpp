// BackgroundLoop: what nobody waits for: segment preparation, index runs, the witness, the archive, snapshots,
// the horizon.
//
//   BackgroundLoop background(store, snapshots, horizon, runtime, metrics, log);
//   runtime.spawn("background", [&] { background.run(); });
//   background.close();
//
// Errors   an error of the store that is fatal stops the process; any other is logged once and tried again. A horizon
//          that cannot be saved stays where it is: nothing expires early. Trouble of the archive is logged when it begins,
//          changes and ends, and so is, once, that a start has mended a copy of the journal.
// Threads  run() is a loop of its own; inbox() and close() from anywhere.
// Source   ARCHITECTURE.md, sections 4 and 6.
#pragma once

#include "application/retention/horizon_keeper.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/log.hpp"
#include "ports/driven/mailbox.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driven/snapshots.hpp"

namespace hapax {

class BackgroundLoop {
 public:
    BackgroundLoop(EventStore& store, Snapshots* snapshots, HorizonKeeper& horizon, Runtime& runtime, Metrics& metrics,
                   Log& log);
    void run();
    void close() { inbox_.close(); }
    Mailbox<Snapshot>& inbox() { return inbox_; }

 private:
    Instant maintain();
    void show_store();
    void show_index(const IndexState& state);
    void show_archive(const ArchiveState& state);
    void show_mirror(const MirrorState& state);
    void move_horizon();
    void put(Snapshot snapshot);
    void complain(std::string_view what, const Error& error);

    EventStore& store_;
    Snapshots* snapshots_;
    HorizonKeeper& horizon_;
    Runtime& runtime_;
    Log& log_;
    Gauge& prepared_bytes_;
    Gauge& index_runs_;
    Gauge& recent_entries_;
    Gauge& index_rebuilding_;
    Counter& index_rebuilds_;
    Gauge& archive_waiting_;
    Counter& archive_failures_;
    Gauge& mirrored_;
    Counter& mirror_mended_;
    Mailbox<Snapshot> inbox_;
    bool complained_ = false;
    std::string index_trouble_;  // that was logged
    std::uint64_t index_rebuilds_seen_ = 0;
    std::string archive_trouble_;  // that was logged
    std::uint64_t archive_failures_seen_ = 0;
    std::uint64_t mended_seen_ = 0;
};

}  // namespace hapax
