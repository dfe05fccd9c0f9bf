// Crash points: named moments of the write paths at which a test may let the process die.
//
//   HAPAX_CRASHPOINT("journal.written");     // after the write, before the sync
//
//   crash_hook = [](const char* name) { … };   // a test's: raises SIGKILL (host), throws a crash (simulation), or counts
//
// Without a hook a point costs a load and a branch that is always predicted; without the CMake option HAPAX_CRASHPOINTS,
// as in the package, nothing. The names, with what is durable at each: tests/functional/crash_points.txt.
//
// Errors   a hook may throw what is no std::exception; so no point stands where nothing may be thrown.
// Threads  the hook is set before there is a second thread, and is called by all of them.
#pragma once

#ifdef HAPAX_CRASHPOINTS

namespace hapax {
using CrashHook = void (*)(const char* name);
inline constinit CrashHook crash_hook = nullptr;
}  // namespace hapax

#define HAPAX_CRASHPOINT(name) (::hapax::crash_hook == nullptr ? void() : ::hapax::crash_hook(name))

#else

#define HAPAX_CRASHPOINT(name) void()

#endif
