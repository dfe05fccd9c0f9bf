// Schedule: every fault of a world, drawn before it runs: so that a failing seed can be run again with fewer of them.
//
//   Schedule schedule = draw_schedule(options, root.split("nemesis"));
//   schedule = kept(schedule, {3, 7, 12});            // the same faults at the same instants, without the others
//   for (const PlannedFault& fault : schedule) std::puts(text(fault).c_str());
//
// Units    instants count from the world's start; virtual time.
// Threads  values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/random.hpp"
#include "kernel/time.hpp"
#include "simulation/disk/fault_plan.hpp"

namespace hapax::world {

// Each drawn on or off for a seed.
enum class Fault : unsigned char {
    // of the process
    kill,            // kill -9 at an instant
    kill_at_call,    // inside any port call or wait
    kill_at_effect,  // between two disk calls that change something
    kill_in_start,   // of the next lives
    kill_at_point,   // at a named point of the code
    clean_stop,      // SIGTERM
    hanging_stop,    // SIGTERM while no sync returns; cut after a while
    frozen_process,  // SIGSTOP, and SIGCONT after a while
    // of the machine
    machine_crash,      // another boot: unsynced sectors and names are lost, torn or kept
    suspended_machine,  // nothing runs, and time goes on
    clock_jump,         // of the wall clock, by up to ten years
    clock_drift,        // it goes too fast or too slow, or stands still, for a while
    // of the disk
    failed_sync,      // one of the next syncs fails, and what it should have written is forgotten
    failed_write,     // one of the next writes fails, a part of it may be there
    failed_read,      // one of the next reads fails
    failed_call,      // one of the next other calls fails: open, rename, list …
    unreadable_disk,  // for a while
    full_disk,        // for a while
    slow_disk,        // for a while: latencies and stalls
    hanging_sync,     // one of the next syncs takes seconds
    bit_rot,          // of a stored byte, while the process runs
    bit_rot_at_rest,  // of a stored byte, between two lives
    // of what is derived
    full_index,      // for a while
    damaged_index,   // found when it is read, or at the next start
    failed_look_up,  // one of the next look-ups of the index fails
    views_trouble,   // one of the next writes of the views is refused
    damaged_views,   // found at the next start
    // of the store's port
    unknown_applied,      // one of the next appends answers that nobody knows; it happened
    unknown_not_applied,  // the same; it did not
};
constexpr std::size_t fault_kinds = 29;
std::string_view text(Fault fault);

struct NemesisOptions {
    std::uint32_t faults = 0;  // bit per Fault
    Duration warm_up{0};
    Duration every_max{0};        // between two of them
    std::uint64_t calls_max = 0;  // of kill_at_call
    simulation::SectorOdds sectors;
    bool on(Fault fault) const { return (faults >> static_cast<unsigned>(fault) & 1U) != 0; }
};

struct PlannedFault {
    std::size_t index = 0;  // in the whole schedule
    Duration at{0};
    Fault kind = Fault::kill;
    std::uint64_t nth = 0;   // the call that it hits
    Duration lasts{0};       // of what ends by itself
    std::uint64_t dice = 0;  // decides the rest
};
using Schedule = std::vector<PlannedFault>;
std::string text(const PlannedFault& fault);

Schedule draw_schedule(const NemesisOptions& options, Random random);

// Those with these indices; others are ignored.
Schedule kept(const Schedule& schedule, std::span<const std::size_t> indices);

}  // namespace hapax::world
