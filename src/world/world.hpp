// World: one service in a simulated world: the real application, journal and HTTP code over the twins, under virtual
// time, with a nemesis that kills, tears, fills and stalls, and clients that only speak bytes.
//
//   World world({service, open_snapshots, trace}, draw_options(seed));
//   world.clients().spawn("client", [&] { HttpClient client(world.clients(), world.network(), …); … });
//   world.start();
//   world.run([&] { return asked_enough; }, 60s);          // chaos
//   world.heal();                                          // the last fault is over, the server is up or comes up
//   world.run([&] { return all_answered; }, 30s);          // liveness: false when they are not in time
//   world.hash();                                          // equal for equal seeds
//
// The server's process is watched over: when it is gone, however it went, it is started again after a while.
// Errors   broken(): what must never happen and was seen by the world itself: a journal that refuses to start.
// Lifetimes  what clients and `parts` use outlives the world.
// Threads  one; worlds in different threads do not know of each other.
// Source   ARCHITECTURE.md, sections 4 and 6.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "world/crash_points.hpp"
#include "world/life.hpp"
#include "world/nemesis.hpp"
#include "world/network.hpp"
#include "world/rot.hpp"

namespace hapax::world {

class World {
 public:
    World(const WorldParts& parts, const WorldOptions& options);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    const WorldOptions& options() const { return options_; }
    simulation::SimProcess& clients() { return clients_; }
    simulation::Scheduler& scheduler() { return scheduler_; }
    const simulation::Scheduler& scheduler() const { return scheduler_; }
    Network& network() { return network_; }
    Reached& reached() { return reached_; }
    Random random(std::string_view stream) const { return scheduler_.random(stream); }

    void start();
    void heal();
    void crash_machine();  // from outside of run(); the watcher starts it again
    // Runs until the fact holds; false when time is over before, or when something is broken.
    bool run(const std::function<bool()>& fact, Duration time);

    // After run(): the parts of the living server, looked at from outside.
    bool alive() const { return life_ != nullptr && !server_.dead(); }
    bool ready() const { return alive() && life_->ready() && !life_->stops(); }
    EventStore& store() { return *life_->store(); }
    ViewReader& reader() { return *reader_; }
    simulation::SimDisk& disk() { return disk_; }
    const simulation::IndexTwin& index() const { return index_; }
    simulation::SimViews& views() { return views_; }
    const simulation::SimViews& views() const { return views_; }

    const std::optional<std::string>& broken() const { return broken_; }
    std::uint64_t protocol_steps() const { return protocol_.steps(); }
    std::uint64_t lives() const { return lives_; }
    std::uint64_t hash() const { return scheduler_.hash(); }
    Duration simulated() const;       // without the time in which nothing ran
    const Reached& count_injected();  // adds what the twins know of the faults that came to pass; once, at the end

    // Since when one life of the server runs without having been stopped by anybody; for those who judge its haste.
    Instant undisturbed_since() const { return undisturbed_since_; }
    bool clock_lied() const { return clock_lied_; }  // the server's clock was wrong at some time

 private:
    friend class Nemesis;

    void watch_over();
    void begin_life();
    void await_end();
    void bury();
    void note_death();
    void crash_twins(bool had_opened);
    void maybe_lose_a_disk();
    void damage_what_is_derived();
    void check_journal_left_behind(bool had_opened);
    void check_each_copy(simulation::SimDisk& copy);
    void check_archive_left_behind(simulation::SimDisk& copy);
    void judge_refusal(const Error& error);
    bool rot_may_say(const Error& error);
    void judge_opening(Position found);
    void judge_horizon();
    void freeze(Duration time);
    void suspend(Duration time);
    bool stop_hangs();
    simulation::FaultPlan calm_disk() const;
    void trace(const std::string& line);

    WorldParts parts_;
    WorldOptions options_;
    simulation::Scheduler scheduler_;
    Random random_;
    Random disk_losses_;
    simulation::SimProcess& server_;
    simulation::SimProcess& clients_;
    simulation::SimProcess& watcher_;
    simulation::SimDisk disk_;
    simulation::IndexTwin index_;
    simulation::SimViews views_;
    std::unique_ptr<ViewReader> reader_;
    Network network_;
    Reached reached_;
    WorldLog log_;
    Rot rot_;
    CrashPoints points_;
    std::unique_ptr<Parker> watch_;
    Nemesis nemesis_;
    Protocol protocol_{[this](std::string what) { broken_ = std::move(what); }};
    std::unique_ptr<Life> life_;
    std::optional<std::string> broken_;
    Position durable_seen_;
    std::optional<std::int64_t> horizon_first_ms_;
    std::int64_t horizon_seen_ms_ = 0;
    std::uint64_t lives_ = 0;
    bool machine_crashes_next_ = false;
    bool index_damaged_next_ = false;
    bool views_damaged_next_ = false;
    bool clock_lied_ = false;
    bool rot_in_this_life_ = false;  // it was repaired while this life may have met it
    std::optional<Instant> cut_stop_at_;
    Instant undisturbed_since_{};
    Duration suspended_{0};
    std::uint64_t aborts_seen_ = 0;
};

}  // namespace hapax::world
