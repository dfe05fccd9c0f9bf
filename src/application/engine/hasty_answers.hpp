// Hasty answers of planted bugs: a rejection or a failed precondition is told before the disk knows it.
//
//   if (planted(Bug::rejection_before_sync)) answer_early(batch, registry, verdicts);
//
// Threads  the engine's loop.
// Source   kernel/planted.hpp; compiled with HAPAX_PLANTED_BUGS only.
#pragma once

#include "application/engine/messages.hpp"
#include "application/engine/registry.hpp"
#include "application/verdict_batches.hpp"

namespace hapax {

void answer_early(const CommitBatch& batch, Registry& registry, VerdictBatches& verdicts);

}  // namespace hapax
