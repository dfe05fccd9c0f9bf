// SimProcess: one process of a simulated world, and the Runtime that its loops know.
//
//   SimProcess& bank = scheduler.process("bank");
//   bank.spawn("engine", [&] { engine.run(); });
//   scheduler.kill(bank);                           // as kill -9: Crash comes out of each loop's next port call
//   disk.crash_process();                           // what the twins make of it is theirs
//   bank.restart();                                 // another life; spawn() again
//
// Invariants
//   1. While it is dead nothing of it waits, wakes or spawns: park() answers false at once.
//   2. unpark() does not switch: loops change only in park(), checkpoint() and sleep().
// Errors   a destructor that asks a dead process to wait for ever asserts instead of spinning.
// Threads  one.
#pragma once

#include <string>

#include "kernel/random.hpp"
#include "ports/driven/runtime.hpp"
#include "simulation/process.hpp"

namespace hapax::simulation {

class Scheduler;

class SimProcess final : public Process, public Runtime {
 public:
    SimProcess(Scheduler& scheduler, std::string name, Random random);
    SimProcess(const SimProcess&) = delete;
    SimProcess& operator=(const SimProcess&) = delete;

    void spawn(std::string name, std::function<void()> loop) override;
    std::unique_ptr<Parker> make_parker() override;
    Instant now() override;
    Timestamp wall() override;
    std::uint64_t random() override { return random_.next(); }
    [[noreturn]] void abort(std::string_view) override {
        ++aborts_;
        crash();
    }

    const std::string& name() const override { return name_; }
    void checkpoint() override;
    void sleep(Duration time) override;
    bool dead() const override { return dead_; }
    [[noreturn]] void crash() override;
    void note(std::uint64_t event) override;

    void crash_at(std::uint64_t checkpoint);  // dies at that park() or port call from now, counted from 1; 0: never
    std::uint64_t checkpoints() const { return checkpoints_; }
    std::uint64_t aborts() const { return aborts_; }
    // Its wall clock. At a rate of `always` it goes right, at 0 it stands still; Runtime::now() is never touched.
    void jump_wall(Duration by) { wall_ += by; }
    void set_wall_rate(std::uint32_t per_million);
    void correct_wall();  // right again, in time and rate
    void restart();
    std::uint64_t deaths_at_call() const { return deaths_at_call_; }  // by crash_at()

 private:
    friend class Scheduler;
    friend class SimParker;

    bool refuses_to_wait();
    void wait_until(Instant at);
    void give_way();
    void count_checkpoint();
    void end_if_dead();

    Scheduler& scheduler_;
    std::string name_;
    Random random_;
    Duration true_wall() const;

    Duration wall_;  // at wall_since_
    Instant wall_since_{};
    std::uint32_t wall_rate_ = always;
    Instant frozen_until_{};
    std::uint64_t deaths_at_call_ = 0;
    std::uint64_t checkpoints_ = 0;
    std::uint64_t checkpoints_left_ = 0;  // 0: as many as you like
    std::uint64_t refused_waits_ = 0;
    std::uint64_t aborts_ = 0;
    bool dead_ = false;
};

}  // namespace hapax::simulation
