// Tampering with a mirror: two copies of a journal that are not level, put together by hand.
//
//   check_tampered_copies(world, old, options, random);    // throws Violation
//
// One copy is older than the other one, whichever it is: the younger one is served, and both have it then. Each copy
// went on alone: refused. The data directory is empty and no witness says whose mirror it is: refused.
//
// Threads  one, outside of every loop of the world.
// Source   docs/decisions/0027-the-mirror-is-a-disk-that-writes-twice.md.
#pragma once

#include "kernel/random.hpp"
#include "tampered_copy.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

void check_tampered_copies(world::World& world, const OldCopy& old, const JournalOptions& options, Random random);

}  // namespace hapax::simulated_bank
