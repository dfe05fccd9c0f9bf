#include "kernel/operation/attempt_failed.hpp"

#include <algorithm>

#include "kernel/assert.hpp"

namespace hapax {

AfterFailure attempt_failed(Operation& operation, std::string_view cause, const RetrySchedule& schedule) {
    HAPAX_ASSERT(operation.state == OperationState::executing, "only a try that began can fail");
    const std::string kept(cause.substr(0, cause_bytes_max));
    const bool known = std::ranges::find(operation.causes, kept) != operation.causes.end();
    if (!known && operation.causes.size() < causes_max) operation.causes.push_back(kept);
    return schedule.allows(operation.attempts + 1) ? AfterFailure::try_again : AfterFailure::give_up;
}

}  // namespace hapax
