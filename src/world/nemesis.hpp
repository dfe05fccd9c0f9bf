// Nemesis: does to a world what its schedule says, at the instants it says.
//
//   Nemesis nemesis(world, schedule);
//   process.spawn("nemesis", [&] { nemesis.run(); });
//   nemesis.end();                                      // what lasts is over; returns at its next turn
//
// A fault that has nothing to hit (the process is down already) does nothing and is not counted.
// Threads  a loop of the watcher's process, which never dies.
#pragma once

#include <memory>
#include <vector>

#include "ports/driven/runtime.hpp"
#include "world/schedule.hpp"

namespace hapax::world {

class World;

class Nemesis {
 public:
    Nemesis(World& world, const Schedule& schedule);
    void run();
    void end() { ended_ = true; }
    void life_begins();  // may be told to die while it starts

 private:
    struct Lasting {
        Instant until;
        PlannedFault fault;
        std::uint64_t capacity;  // of a full disk
    };

    Instant next() const;
    Instant next_fault() const;
    void end_what_is_over();
    bool has_object(Fault kind) const;
    bool opened() const;  // the store of the life at hand
    void strike(const PlannedFault& fault);
    void strike_process(const PlannedFault& fault);
    void strike_machine(const PlannedFault& fault);
    void strike_disk(const PlannedFault& fault);
    void strike_derived(const PlannedFault& fault);
    void strike_store(const PlannedFault& fault);
    void fail_look_up(const PlannedFault& fault);

    void kill();
    void crash_machine(const PlannedFault& fault);
    void stop_and_hang(const PlannedFault& fault);
    void jump_clock(const PlannedFault& fault);
    void drift_clock(const PlannedFault& fault);
    void last(const PlannedFault& fault);
    void set_disk_faults();

    World& world_;
    const Schedule& schedule_;
    std::unique_ptr<Parker> parker_;
    Instant began_{};
    std::size_t next_ = 0;
    std::vector<Lasting> lasting_;
    std::vector<std::uint64_t> starts_to_kill_;
    std::uint64_t start_to_crash_at_ = 0;  // the effect; 0: none
    bool ended_ = false;
};

}  // namespace hapax::world
