// Life: the server from one start of its process to its end, over the twins; the same code as a real server runs.
//
//   Life life(parts, ports, options, network, log);
//   process.spawn("main", [&] { life.run(); });
//   …                                     // the process dies, or:
//   life.stop();                          // SIGTERM; life.ended() when all is sealed
//
// It is destroyed by somebody else after every loop of the process has ended: no loop may outlive what it works on.
// Errors   refusal(): why it did not start; the process ends then, as a real one would exit.
// Threads  run() is the process's main loop; the rest from any loop of the world.
// Source   host/server/server.cpp does the same on real adapters.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "application/service/service_loops.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/index/index_twin.hpp"
#include "simulation/scheduler/scheduler.hpp"
#include "simulation/views/sim_views.hpp"
#include "world/doubtful_store.hpp"
#include "world/edge_loop.hpp"
#include "world/instruments.hpp"
#include "world/options.hpp"
#include "world/protocol_ports.hpp"

namespace hapax::world {

// What a service brings into the world. Snapshots are an adapter, so whoever may use it hands it in; may be missing.
struct WorldParts {
    const Service& service;
    std::function<Result<std::unique_ptr<Snapshots>>(Disk&)> open_snapshots;
    Trace trace;
};

// The machine: it outlives every process on it.
struct Machine {
    simulation::Scheduler& scheduler;
    simulation::SimProcess& process;
    simulation::SimDisk& disk;
    simulation::IndexTwin& index;
    simulation::SimViews& views;
    Protocol& protocol;
};

class Life {
 public:
    Life(const WorldParts& parts, const Machine& machine, const WorldOptions& options, Network& network, Log& log,
         Reached& reached);
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;

    void run();
    void stop();
    bool ended() const { return ended_; }
    const std::optional<Error>& refusal() const { return refusal_; }
    EventStore* store() { return store_ ? &*store_ : nullptr; }       // nothing before it was opened
    std::optional<Position> opened_at() const { return opened_at_; }  // the durable position that was found
    void doubt(std::uint64_t nth, bool applied);                      // DoubtfulStore::doubt(), once there is a store
    void interrupt(std::uint64_t appends,
                   std::function<void(std::uint64_t commits)> how);  // DoubtfulStore::interrupt()
    void trust();
    bool stops() const { return stop_asked_; }
    std::int64_t deleted_through_ms() { return metrics_.gauge("hapax_deleted_through_ms", {}).value(); }
    bool ready() const { return loops_ != nullptr && loops_->ready(); }

 private:
    Result<void> open();
    Result<void> open_storage();
    Result<void> start();
    void wait_for_stop();
    Result<void> close();
    void wait_until(const std::function<bool()>& fact);
    [[noreturn]] void refuse(const Error& error);

    const WorldParts& parts_;
    Machine machine_;
    const WorldOptions& options_;
    Log& log_;
    Reached& reached_;
    WorldMetrics metrics_;
    std::unique_ptr<Parker> parker_;
    std::unique_ptr<Index> index_;
    std::unique_ptr<EventStore> journal_;
    std::optional<DoubtfulStore> store_;
    std::optional<ProtocolStore> seen_store_;
    HorizonFile horizon_;
    std::unique_ptr<Snapshots> snapshots_;
    std::unique_ptr<ViewReader> reader_;
    std::optional<http::Router> router_;
    EdgeLoop edge_;
    ProtocolVerdicts verdicts_;
    ProtocolOperations operations_;
    ProtocolViews views_;
    std::unique_ptr<ServiceLoops> loops_;
    std::optional<Error> refusal_;
    std::optional<Position> opened_at_;
    bool stop_asked_ = false;
    bool ended_ = false;
};

}  // namespace hapax::world
