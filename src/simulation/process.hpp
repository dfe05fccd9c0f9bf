// Process: what a twin knows of the simulated process that calls it.
//
//   if (process->dead()) return fail(…);   // first thing in every port call of a twin
//   process->checkpoint();
//
// Invariants
//   1. checkpoint() and sleep() are the places where other loops may run and where a crash is thrown.
//   2. From its crash until its restart a process is dead: what its unwinding destructors ask of a twin, the twin does
//      not do and answers with an error.
// Errors   Crash, thrown through everything: it is no std::exception. Besides twins that pass it on, nobody may catch
//          it but the scheduler, or a test that drives a twin by hand.
// Threads  one.
// Source   ARCHITECTURE.md, section 4.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/time.hpp"

namespace hapax::simulation {

// The end of a simulated process, on its way out of every frame.
struct Crash {};

class Process {
 public:
    virtual ~Process() = default;
    virtual const std::string& name() const = 0;
    virtual void checkpoint() = 0;
    virtual void sleep(Duration time) = 0;
    virtual bool dead() const = 0;
    [[noreturn]] virtual void crash() = 0;       // ends the process inside the call of one of its loops
    virtual void note(std::uint64_t event) = 0;  // becomes part of the run's hash
};

}  // namespace hapax::simulation
