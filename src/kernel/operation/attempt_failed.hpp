// attempt_failed: user code threw, or the store failed for a while. Try again, or give up for good.
//
// Each cause is kept once, at most causes_max of them, each cut at cause_bytes_max.
#pragma once

#include "kernel/causes.hpp"
#include "kernel/operation/operation.hpp"
#include "kernel/retry.hpp"

namespace hapax {

constexpr std::size_t cause_bytes_max = 512;

enum class AfterFailure : std::uint8_t { try_again, give_up };

AfterFailure attempt_failed(Operation& operation, std::string_view cause, const RetrySchedule& schedule);

}  // namespace hapax
