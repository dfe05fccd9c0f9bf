// Scheduler: every loop of every simulated process in one thread, in an order drawn from a seed, under virtual time.
//
//   Scheduler scheduler(seed);
//   SimProcess& bank = scheduler.process("bank");
//   bank.spawn("engine", …);
//   Stop why = scheduler.run(scheduler.now() + 10min, [&] { return answered == asked; });
//   if (why == Stop::stuck) FAIL() << scheduler.waiting();
//   scheduler.hash();                            // equal for equal seeds, or something was not deterministic
//
// Time passes only between loops: a wake-up takes up to wake_max, every other switch up to step_max, and when all wait
// it jumps to the next deadline. So no loop can poll for ever at one instant.
// A loop that ends by Crash takes its process with it; every other exception that leaves a loop ends the program, as it
// would in a thread.
// Invariants
//   1. Nothing here depends on addresses, on clocks or on the order of a hash table.
//   2. The scheduler outlives what its loops use; its destructor kills every process first.
// Threads  one; schedulers in different threads do not know of each other.
// Source   ARCHITECTURE.md, section 4.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "simulation/event_hash.hpp"
#include "simulation/scheduler/loop.hpp"
#include "simulation/scheduler/sim_process.hpp"
#include "simulation/scheduler/timeline.hpp"

namespace hapax::simulation {

enum class Stop : unsigned char {
    done,   // the predicate says so
    time,   // the given instant is reached
    ended,  // every loop has returned
    stuck,  // loops wait, and nothing will ever wake them
};

struct SchedulerOptions {
    Duration step_max = std::chrono::microseconds(1);
    Duration wake_max = std::chrono::microseconds(20);
};

class Scheduler {
 public:
    explicit Scheduler(std::uint64_t seed, SchedulerOptions options = {});
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;
    ~Scheduler();

    SimProcess& process(const std::string& name);  // made when first named
    void kill(SimProcess& process);                // from outside or from a loop; throws Crash into one of its own

    // From outside, or from a loop of another process.
    void freeze(SimProcess& process, Instant until);  // as SIGSTOP: none of its loops runs before; kill() still works
    void leap(Duration time) { now_ += time; }        // as a machine that was suspended: every deadline is late

    Stop run(Instant until = never, const std::function<bool()>& done = {});

    Instant now() const { return now_; }
    Random random(std::string_view stream) const { return root_.split(stream); }
    void note(std::uint64_t event) { hash_.add(event); }
    std::uint64_t hash() const { return hash_.value(); }
    std::size_t loops_of(const SimProcess& process) const;  // that have not ended
    std::uint64_t switches() const { return switches_; }
    std::string waiting() const;  // "bank/engine, bank/committer": the loops that have not ended

    // For SimProcess and its parkers.
    Loop* current() const { return current_; }
    bool caller_is_dead() const { return current_ && current_->process.dead(); }
    void end(SimProcess& process);  // as kill(), but the current loop of it goes on: to throw, or because it ended
    void add_loop(SimProcess& process, std::string name, std::function<void()> body);
    void suspend_until(Instant at);  // the current loop; `never` waits for wake()
    void wake(Loop& loop);
    Duration draw_step() { return draw_up_to(options_.step_max); }

 private:
    Duration draw_up_to(Duration longest);
    void schedule(Loop& loop, Instant at);
    void step(Loop& loop);
    void switch_to(Loop& loop);
    void run_body(Loop& loop);
    void bury_the_dead();
    void unwind(SimProcess& process);

    SchedulerOptions options_;
    Random root_;
    Random random_;
    EventHash hash_;
    Instant now_;
    Timeline timeline_;
    std::map<std::string, std::unique_ptr<SimProcess>> processes_;
    std::map<std::uint64_t, std::unique_ptr<Loop>> loops_;
    std::uint64_t next_loop_ = 1;
    std::uint64_t switches_ = 0;
    Loop* current_ = nullptr;
    bool deaths_ = false;
};

}  // namespace hapax::simulation
