#include "world/crash_points.hpp"

#include "kernel/crashpoint.hpp"

namespace hapax::world {
namespace {

thread_local CrashPoints* of_this_thread = nullptr;

}  // namespace

CrashPoints::CrashPoints(const simulation::Scheduler& scheduler, simulation::SimProcess& server, Reached& reached)
    : scheduler_(scheduler), server_(server), reached_(reached), outer_(std::exchange(of_this_thread, this)) {
#ifdef HAPAX_CRASHPOINTS
    static const bool hooked = [] {
        crash_hook = &CrashPoints::pass;
        return true;
    }();
    static_cast<void>(hooked);
#endif
}

CrashPoints::~CrashPoints() {
    of_this_thread = outer_;
}

[[maybe_unused]] void CrashPoints::pass(const char* name) {
    if (of_this_thread != nullptr) of_this_thread->passed(name);
}

// Only the server's own loops die, and only while they live: tools and checks pass the same points.
void CrashPoints::passed(const char* name) {
    const simulation::Loop* loop = scheduler_.current();
    if (loop == nullptr || &loop->process != &server_ || server_.dead()) return;
    if (left_ == 0 || --left_ > 0) return;
    reach(reached_, "died at " + std::string(name));
    server_.crash();
}

}  // namespace hapax::world
