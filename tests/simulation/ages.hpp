// Ages: ids of operations. Where operations are kept for a time only, some are of about the horizon's age, far older,
// ahead of the clock, or without a time.
#pragma once

#include "kernel/random.hpp"
#include "kernel/retention.hpp"
#include "kernel/time.hpp"

namespace hapax::simulated_bank {

Uuid draw_id(Random& random, Timestamp now, const RetentionPolicy& retention);

}  // namespace hapax::simulated_bank
