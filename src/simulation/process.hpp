// Process: what a twin knows of the simulated process that calls it.
//
//   process->checkpoint();                 // first thing in every port call of a twin
//
// Invariants
//   1. checkpoint() and sleep() are the places where other loops may run and where a crash is thrown.
//   2. While a killed process unwinds, unwinding() is true: the twin does nothing and answers with an error.
// Errors   Crash, thrown through everything: it is no std::exception, and nobody may catch it but the scheduler or a
//          test that drives a twin by hand.
// Threads  one.
// Source   house section 4.
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
    virtual bool unwinding() const = 0;
    virtual void note(std::uint64_t event) = 0;  // becomes part of the run's hash
};

}  // namespace hapax::simulation
