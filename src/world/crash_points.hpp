// CrashPoints: lets the simulated server die at the named points of the code, and says at which.
//
//   CrashPoints points(scheduler, server, reached);
//   points.crash_at(7);          // at the seventh point that it passes from now
//   points.calm();
//
// Without the build option HAPAX_CRASHPOINTS no code says that it passes a point, and nothing here happens.
// Threads  one world per thread at a time; worlds in different threads do not know of each other.
// Source   kernel/crashpoint.hpp
#pragma once

#include "simulation/scheduler/scheduler.hpp"
#include "world/instruments.hpp"

namespace hapax::world {

class CrashPoints {
 public:
    CrashPoints(const simulation::Scheduler& scheduler, simulation::SimProcess& server, Reached& reached);
    CrashPoints(const CrashPoints&) = delete;
    CrashPoints& operator=(const CrashPoints&) = delete;
    ~CrashPoints();

    void crash_at(std::uint64_t nth) { left_ = nth; }
    void calm() { left_ = 0; }

 private:
    static void pass(const char* name);
    void passed(const char* name);

    const simulation::Scheduler& scheduler_;
    simulation::SimProcess& server_;
    Reached& reached_;
    std::uint64_t left_ = 0;  // 0: never
    CrashPoints* outer_;      // of this thread
};

}  // namespace hapax::world
