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
#include "world/schedule.hpp"

namespace hapax::world {

struct WorldOptions {
    std::uint64_t seed = 0;
    JournalOptions journal;
    ServiceOptions service;
    http::Limits limits;
    Duration sync_latency_max{0};
    Duration views_latency{0};  // of a write
    Duration restart_after_max{0};
    bool snapshots = false;
    Duration guard{0};                   // of the commands that have ids of their own; for whoever makes the service
    std::uint32_t disk_loss_chance = 0;  // between two lives, of one of the two that a mirrored journal lies on
    NemesisOptions nemesis;
    Schedule schedule;
};

WorldOptions draw_options(std::uint64_t seed);
std::string text(const WorldOptions& options);

}  // namespace hapax::world
