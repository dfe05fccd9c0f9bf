#include "world/nemesis.hpp"

#include <array>

#include "world/world.hpp"

namespace hapax::world {
namespace {

using simulation::DiskCall;
using simulation::FaultPlan;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr Duration trouble_max = milliseconds(300);  // of what lasts
constexpr Duration slow_sync_max = milliseconds(20);
constexpr Duration stall = milliseconds(200);
constexpr std::uint64_t nth_max = 40;           // the call that fails
constexpr std::uint64_t effects_max = 20;       // the call with an effect at which a process dies
constexpr std::uint64_t start_calls_max = 150;  // a start makes so many
constexpr std::uint64_t free_bytes_max = 1 << 17;

Duration up_to(Random& random, Duration longest) {
    return Duration(1 + random.below(static_cast<std::uint64_t>(longest.count())));
}

}  // namespace

Nemesis::Nemesis(World& world, const NemesisOptions& options, Random random)
    : world_(world), options_(options), random_(random), parker_(world.watcher_.make_parker()) {
    for (std::size_t fault = 0; fault < fault_kinds; ++fault) {
        if (options_.on(static_cast<Fault>(fault))) faults_.push_back(static_cast<Fault>(fault));
    }
}

void Nemesis::run() {
    while (!ended_ && !faults_.empty()) {
        stay(options_.every_max);
        if (!ended_) strike(faults_[random_.below(faults_.size())]);
    }
}

void Nemesis::life_begins() {
    if (ended_ || !random_.chance(options_.recovery_kill_chance)) return;
    world_.server_.crash_at(1 + random_.below(start_calls_max));
    reach(world_.reached_, "kill planned for a start");
}

void Nemesis::strike(Fault fault) {
    world_.trace("nemesis: " + std::string(text(fault)));
    reach(world_.reached_, "fault " + std::string(text(fault)));
    switch (fault) {
        case Fault::kill:
            return kill();
        case Fault::kill_at_call:
            return kill_at_call();
        case Fault::machine_crash:
            world_.machine_crashes_next_ = true;
            return random_.chance(always / 2) ? kill_at_call() : kill();
        case Fault::failed_sync:
            return fail_one(DiskCall::sync);
        case Fault::failed_write:
            return fail_one(DiskCall::write);
        case Fault::full_disk:
            return fill_disk();
        case Fault::full_index:
            return fill_index();
        case Fault::slow_disk:
            return slow_disk();
        case Fault::views_trouble:
            return trouble_views();
        case Fault::damaged_index:
            world_.index_damaged_next_ = true;
            return;
        case Fault::clock_jump:
            return jump_clock();
        case Fault::clean_stop:
            if (world_.alive()) world_.life_->stop();
            return;
    }
}

void Nemesis::kill() {
    if (!world_.server_.dead()) world_.scheduler_.kill(world_.server_);
}

// Inside whatever the server asks of the world then, or between the disk calls that make something durable.
void Nemesis::kill_at_call() {
    if (world_.server_.dead()) return;
    if (random_.chance(always / 2)) {
        world_.disk_.fail_after(1 + random_.below(effects_max));
    } else {
        world_.server_.crash_at(1 + random_.below(options_.calls_max));
    }
}

void Nemesis::fail_one(DiskCall call) {
    FaultPlan plan = world_.calm_disk();
    plan.on(call).error_nth = 1 + random_.below(nth_max);
    world_.set_faults(plan);
}

void Nemesis::fill_disk() {
    FaultPlan plan = world_.calm_disk();
    plan.capacity = world_.disk_.image().bytes_used() + random_.below(free_bytes_max);
    world_.set_faults(plan);
    stay(trouble_max);
    world_.set_faults(world_.calm_disk());
}

void Nemesis::slow_disk() {
    FaultPlan plan = world_.calm_disk();
    for (const DiskCall call : {DiskCall::sync, DiskCall::write, DiskCall::read}) {
        plan.on(call).latency_max = up_to(random_, slow_sync_max);
        plan.on(call).stall_chance = one_percent;
        plan.on(call).stall = stall;
    }
    world_.set_faults(plan);
    stay(trouble_max);
    world_.set_faults(world_.calm_disk());
}

void Nemesis::fill_index() {
    world_.index_.fill_up(true);
    stay(trouble_max);
    world_.index_.fill_up(false);
}

void Nemesis::trouble_views() {
    constexpr std::array<ErrorCode, 3> codes{views_errc::busy, views_errc::no_space, views_errc::broken};
    const std::uint64_t nth = 1 + random_.below(5);
    world_.views_.fail_write(nth, codes[random_.below(codes.size())]);
}

void Nemesis::jump_clock() {
    const auto by = static_cast<std::int64_t>(random_.below(48 * 3600)) - 24 * 3600;
    world_.server_.jump_wall(std::chrono::seconds(by));
}

void Nemesis::stay(Duration longest) {
    const Instant until = world_.watcher_.now() + up_to(random_, longest);
    while (world_.watcher_.now() < until) parker_->park(until);
}

}  // namespace hapax::world
