// Drowsy: a Runtime of planted bugs: of the wake-ups of its parkers every few are lost, as when a flag is looked at in
// the wrong order.
//
//   inbox_(planted(Bug::committer_not_woken) ? drowsy(runtime) : runtime, batches_max)
//
// What it answers lives until the next call: long enough to make a parker.
// Threads  one.
// Source   kernel/planted.hpp; compiled with HAPAX_PLANTED_BUGS only.
#pragma once

#include "ports/driven/runtime.hpp"

namespace hapax {

Runtime& drowsy(Runtime& runtime);

}  // namespace hapax
