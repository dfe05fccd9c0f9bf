// History lines: a history and a dump of the simulated bank as `hapax-check` reads them.
//
//   std::string lines = history_lines(history) + dump_lines(evidence);
//
// Pushed are the ends that followers of all their operations heard of.
// Left out: lists of movements, and questions for a change that had none: the format has no line for either; and the
// end of the faults, because a call that hangs then still hangs for a while: C14 is judged in the world itself.
// Units    nanoseconds of the world's virtual time.
// Threads  functions of their arguments.
// Source   hapax-check, its format of histories.
#pragma once

#include <string>

#include "checks.hpp"

namespace hapax::simulated_bank {

std::string history_lines(const History& history);
std::string dump_lines(const Evidence& evidence);

}  // namespace hapax::simulated_bank
