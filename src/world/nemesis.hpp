// Nemesis: what goes wrong in a world while there is chaos, drawn from the seed.
//
//   Nemesis nemesis(world, options, random);
//   process.spawn("nemesis", [&] { nemesis.run(); });
//   nemesis.end();                                      // heals what lasts; returns at its next turn
//
// Threads  a loop of the watcher's process, which never dies.
#pragma once

#include <memory>
#include <vector>

#include "kernel/random.hpp"
#include "ports/driven/runtime.hpp"
#include "simulation/disk/fault_plan.hpp"
#include "world/options.hpp"

namespace hapax::world {

class World;

class Nemesis {
 public:
    Nemesis(World& world, const NemesisOptions& options, Random random);
    void run();
    void end() { ended_ = true; }
    void life_begins();  // may decide that it ends while it starts

 private:
    void strike(Fault fault);
    void kill();
    void kill_at_call();
    void fail_one(simulation::DiskCall call);
    void fill_disk();
    void slow_disk();
    void fill_index();
    void trouble_views();
    void jump_clock();
    void stay(Duration longest);

    World& world_;
    const NemesisOptions& options_;
    Random random_;
    std::unique_ptr<Parker> parker_;
    std::vector<Fault> faults_;
    bool ended_ = false;
};

}  // namespace hapax::world
