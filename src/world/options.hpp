// WorldOptions: what one seed draws: sizes of everything that has a limit, which faults are on and how often.
//
//   WorldOptions options = draw_options(seed);
//   std::puts(text(options).c_str());            // all that was drawn, one name=value after another
//
// Sizes are small, so that segments roll, runs are ingested and caches overflow within a few hundred operations.
// Every group of draws has its own stream: a new draw in one does not disturb the others.
// Threads  values.
// Source   swarm testing: Groce and others, 2012.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/edge/http/limits.hpp"
#include "adapters/store/journal/journal.hpp"
#include "application/service/service_loops.hpp"
#include "simulation/disk/fault_plan.hpp"

namespace hapax::world {

// What the nemesis does, each drawn on or off for a seed.
enum class Fault : unsigned char {
    kill,           // kill -9 at an instant
    kill_at_call,   // kill -9 at a drawn checkpoint: inside any port call or wait
    machine_crash,  // another boot: unsynced sectors and names are lost, torn or kept
    failed_sync,    // one of the next syncs fails, and what it should have written is forgotten
    failed_write,   // one of the next writes fails
    full_disk,      // for a while
    full_index,     // for a while
    slow_disk,      // for a while: latencies and stalls
    views_trouble,  // one of the next writes of the views is refused
    damaged_index,  // found at the next start
    clock_jump,     // of the wall clock
    clean_stop,     // SIGTERM
};
constexpr std::size_t fault_kinds = 12;
std::string_view text(Fault fault);

struct NemesisOptions {
    std::uint32_t faults = 0;                // bit per Fault
    Duration every_max{0};                   // between two of them
    std::uint32_t recovery_kill_chance = 0;  // that a life ends while it starts
    std::uint64_t calls_max = 0;             // of kill_at_call
    simulation::SectorOdds sectors;
    bool on(Fault fault) const { return (faults >> static_cast<unsigned>(fault) & 1U) != 0; }
};

struct WorldOptions {
    std::uint64_t seed = 0;
    JournalOptions journal;
    ServiceOptions service;
    http::Limits limits;
    Duration sync_latency_max{0};
    Duration restart_after_max{0};
    bool snapshots = false;
    NemesisOptions nemesis;
};

WorldOptions draw_options(std::uint64_t seed);
std::string text(const WorldOptions& options);

}  // namespace hapax::world
