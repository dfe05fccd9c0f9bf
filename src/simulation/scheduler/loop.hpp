// Loop: one loop of a simulated process, as the scheduler keeps it.
#pragma once

#include <optional>
#include <string>

#include "simulation/scheduler/fiber.hpp"
#include "simulation/scheduler/sim_process.hpp"
#include "simulation/scheduler/timeline.hpp"

namespace hapax::simulation {

struct Loop {
    std::uint64_t id;
    SimProcess& process;
    std::string name;
    std::function<void()> body;           // until it starts
    std::optional<Fiber> fiber;           // from then on
    std::optional<Timeline::Entry> turn;  // none while it waits for a wake-up only, and while it runs
};

}  // namespace hapax::simulation
