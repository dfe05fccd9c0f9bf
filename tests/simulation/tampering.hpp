// Tampering: what a start must refuse, tried on copies of a world's disk when all is over.
//
//   const OldCopy old = copy_of(world);                   // while there is chaos
//   …
//   check_tampered_starts(world, old, options, service, random);   // throws Violation
//
// An operator puts an old copy of the journal back, or another history of the same length, and forgets one of the things
// that know better: tail file, witness, index, a view's checkpoint. Each of them alone is enough to refuse (C18). And a
// damaged frame with an intact one behind it is damage, whatever else is gone.
//
// Threads  one, outside of every loop of the world.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include "kernel/model/service.hpp"
#include "kernel/random.hpp"
#include "tampered_copy.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

constexpr std::size_t snapshot_logs = 4;  // fewer than a service has: streams share them, and a start opens each

OldCopy copy_of(world::World& world);

void check_tampered_starts(world::World& world, const OldCopy& old, const JournalOptions& options,
                           const Service& service, Random random);

}  // namespace hapax::simulated_bank
