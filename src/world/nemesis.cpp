#include "world/nemesis.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "world/world.hpp"

namespace hapax::world {
namespace {

using simulation::DiskCall;
using simulation::FaultPlan;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t deaths_in_a_row_max = 3;
constexpr std::uint64_t deaths_at_once_max = 20;  // effects or calls until a crash of the machine
constexpr std::uint64_t effects_of_a_start = 40;
constexpr Duration hang_of_a_stop = seconds(60);
constexpr Duration slow_call_max = milliseconds(20);
constexpr Duration stall = milliseconds(200);
constexpr std::uint64_t free_bytes_max = 1 << 17;
constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t ten_years_s = 3652 * day_s;

void make_slow(FaultPlan& plan, Random random) {
    const Duration latency_max(1 + random.below(static_cast<std::uint64_t>(slow_call_max.count())));
    for (const DiskCall call : {DiskCall::sync, DiskCall::write, DiskCall::read}) {
        plan.on(call).latency_max = latency_max;
        plan.on(call).stall_chance = one_percent;
        plan.on(call).stall = stall;
    }
}

DiskCall draw_other_call(Random random) {
    constexpr std::array<DiskCall, 10> calls{
        DiskCall::open,   DiskCall::create, DiskCall::size, DiskCall::truncate,       DiskCall::rename,
        DiskCall::remove, DiskCall::list,   DiskCall::lock, DiskCall::make_directory, DiskCall::sync_directory};
    return calls[random.below(calls.size())];
}

}  // namespace

Nemesis::Nemesis(World& world, const Schedule& schedule)
    : world_(world), schedule_(schedule), parker_(world.watcher_.make_parker()) {}

void Nemesis::run() {
    began_ = world_.watcher_.now();
    while (next() != never) {
        const Instant at = next();
        while (!ended_ && world_.watcher_.now() < at) parker_->park(at);
        if (ended_) return;
        end_what_is_over();
        if (next_fault() <= world_.watcher_.now()) strike(schedule_[next_++]);
    }
}

// While the machine is suspended the schedule is too: or what follows would fall all at once.
Instant Nemesis::next_fault() const {
    return next_ < schedule_.size() ? began_ + world_.suspended_ + schedule_[next_].at : never;
}

Instant Nemesis::next() const {
    Instant at = next_fault();
    for (const Lasting& lasting : lasting_) at = std::min(at, lasting.until);
    return at;
}

void Nemesis::life_begins() {
    if (ended_) return;
    if (const std::uint64_t effect = std::exchange(start_to_crash_at_, 0); effect > 0) {
        world_.machine_crashes_next_ = true;
        world_.disk_.fail_after(effect);
        return reach(world_.reached_, "crash of the machine planned for a start");
    }
    if (starts_to_kill_.empty()) return;
    world_.server_.crash_at(starts_to_kill_.back());
    starts_to_kill_.pop_back();
    reach(world_.reached_, "kill planned for a start");
}

void Nemesis::strike(const PlannedFault& fault) {
    if (!has_object(fault.kind)) return reach(world_.reached_, "a fault came when nothing was there to be hit");
    world_.trace("nemesis: " + text(fault));
    reach(world_.reached_, "fault " + std::string(text(fault.kind)));
    if (fault.kind <= Fault::frozen_process) return strike_process(fault);
    if (fault.kind <= Fault::clock_drift) return strike_machine(fault);
    if (fault.kind <= Fault::bit_rot_at_rest) return strike_disk(fault);
    if (fault.kind <= Fault::damaged_views) return strike_derived(fault);
    strike_store(fault);
}

bool Nemesis::has_object(Fault kind) const {
    if (kind == Fault::bit_rot) return opened() && !world_.rot_.lies();
    if (kind == Fault::unknown_applied || kind == Fault::unknown_not_applied) return opened();
    return kind > Fault::frozen_process || kind == Fault::kill_in_start || world_.alive();
}

bool Nemesis::opened() const {
    return world_.alive() && world_.life_->opened_at().has_value();
}

void Nemesis::strike_process(const PlannedFault& fault) {
    if (fault.kind == Fault::kill_in_start) {
        const std::uint64_t times = 1 + fault.dice % deaths_in_a_row_max;
        for (std::uint64_t i = 0; i < times; ++i) starts_to_kill_.push_back(fault.nth + i);
        return kill();
    }
    switch (fault.kind) {
        case Fault::kill:
            return kill();
        case Fault::kill_at_call:
            return world_.server_.crash_at(fault.nth);
        case Fault::kill_at_effect:
            return world_.disk_.fail_after(fault.nth);
        case Fault::kill_at_point:
            return world_.points_.crash_at(fault.nth);
        case Fault::clean_stop:
            return world_.life_->stop();
        case Fault::hanging_stop:
            return stop_and_hang(fault);
        default:
            return world_.freeze(fault.lasts);
    }
}

void Nemesis::strike_machine(const PlannedFault& fault) {
    switch (fault.kind) {
        case Fault::machine_crash:
            return crash_machine(fault);
        case Fault::suspended_machine:
            return world_.suspend(fault.lasts);
        case Fault::clock_jump:
            return jump_clock(fault);
        default:
            return last(fault);
    }
}

void Nemesis::strike_disk(const PlannedFault& fault) {
    switch (fault.kind) {
        case Fault::failed_sync:
            return world_.disk_.fail_next(DiskCall::sync, fault.nth);
        case Fault::failed_write:
            return world_.disk_.fail_next(DiskCall::write, fault.nth);
        case Fault::failed_read:
            return world_.disk_.fail_next(DiskCall::read, fault.nth);
        case Fault::failed_call:
            return world_.disk_.fail_next(draw_other_call(Random(fault.dice)), fault.nth);
        case Fault::hanging_sync:
            return world_.disk_.hang_next(DiskCall::sync, fault.nth, fault.lasts);
        case Fault::bit_rot:
            return world_.rot_.strike_alive(Random(fault.dice));
        case Fault::bit_rot_at_rest:
            world_.rot_.strike_at_rest(Random(fault.dice));
            return kill();
        default:
            return last(fault);
    }
}

void Nemesis::strike_derived(const PlannedFault& fault) {
    constexpr std::array<ErrorCode, 3> codes{views_errc::busy, views_errc::no_space, views_errc::broken};
    switch (fault.kind) {
        case Fault::damaged_index:
            if (opened() && fault.dice % 2 == 0) return world_.index_.damage();
            world_.index_damaged_next_ = true;
            return;
        case Fault::failed_look_up:
            return fail_look_up(fault);
        case Fault::views_trouble:
            return world_.views_.fail_write(fault.nth, codes[fault.dice % codes.size()]);
        case Fault::damaged_views:
            world_.views_damaged_next_ = true;
            return;
        default:
            return last(fault);
    }
}

void Nemesis::strike_store(const PlannedFault& fault) {
    world_.life_->doubt(fault.nth, fault.kind == Fault::unknown_applied);
}

// Any of the next, as damage or as one that passes; or the last one of appends of several commits: what was taken
// before it must be undone.
void Nemesis::fail_look_up(const PlannedFault& fault) {
    simulation::IndexTwin& index = world_.index_;
    if (fault.dice % 2 == 0 || !world_.alive()) {
        return index.fail_look_up(fault.nth, fault.dice % 4 == 0 ? index_errc::broken : index_errc::unreadable);
    }
    world_.life_->interrupt(1 + fault.nth / 4,
                            [&index](std::uint64_t commits) { index.fail_look_up(commits, index_errc::unreadable); });
}

void Nemesis::kill() {
    if (!world_.server_.dead()) world_.scheduler_.kill(world_.server_);
}

// At once, in the next start, inside whatever the server asks of the world next, or between the disk calls that make something durable.
void Nemesis::crash_machine(const PlannedFault& fault) {
    Random random(fault.dice);
    const std::uint64_t how = random.below(5);
    const std::uint64_t nth = 1 + random.below(deaths_at_once_max);
    if (how == 2) {
        start_to_crash_at_ = 1 + random.below(effects_of_a_start);
        return kill();
    }
    world_.machine_crashes_next_ = true;
    if (world_.server_.dead()) return;
    if (how == 0) return world_.server_.crash_at(nth);
    if (how == 1) return world_.disk_.fail_after(nth);
    kill();
}

void Nemesis::stop_and_hang(const PlannedFault& fault) {
    world_.disk_.hang_next(DiskCall::sync, 1, hang_of_a_stop);
    world_.cut_stop_at_ = world_.watcher_.now() + fault.lasts;
    world_.life_->stop();
}

// From the right time, not from the last wrong one.
void Nemesis::jump_clock(const PlannedFault& fault) {
    Random random(fault.dice);
    const std::int64_t reach = random.chance(always / 2) ? day_s : ten_years_s;
    const auto by = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(2 * reach))) - reach;
    world_.server_.correct_wall();
    world_.server_.jump_wall(seconds(by));
    world_.clock_lied_ = true;
}

void Nemesis::drift_clock(const PlannedFault& fault) {
    constexpr std::array<std::uint32_t, 4> rates{0, 990'000, 1'010'000, 2'000'000};
    world_.server_.set_wall_rate(rates[fault.dice % rates.size()]);
    world_.clock_lied_ = true;
}

void Nemesis::last(const PlannedFault& fault) {
    const std::uint64_t capacity = world_.disk_.image().bytes_used() + fault.dice % free_bytes_max;
    lasting_.push_back({world_.watcher_.now() + fault.lasts, fault, capacity});
    if (fault.kind == Fault::clock_drift) drift_clock(fault);
    set_disk_faults();
}

void Nemesis::end_what_is_over() {
    const Instant now = world_.watcher_.now();
    const auto over = [&](const Lasting& lasting) { return lasting.until <= now; };
    for (const Lasting& lasting : lasting_) {
        if (over(lasting) && lasting.fault.kind == Fault::clock_drift) world_.server_.set_wall_rate(always);
    }
    if (std::erase_if(lasting_, over) > 0) set_disk_faults();
}

void Nemesis::set_disk_faults() {
    FaultPlan plan = world_.calm_disk();
    bool index_full = false;
    for (const auto& [until, fault, capacity] : lasting_) {
        if (fault.kind == Fault::unreadable_disk) plan.on(DiskCall::read).error_chance = always;
        if (fault.kind == Fault::slow_disk) make_slow(plan, Random(fault.dice));
        if (fault.kind == Fault::full_disk) plan.capacity = std::min(plan.capacity, capacity);
        index_full = index_full || fault.kind == Fault::full_index;
    }
    world_.index_.fill_up(index_full);
    world_.disk_.set_faults(plan);
}

}  // namespace hapax::world
