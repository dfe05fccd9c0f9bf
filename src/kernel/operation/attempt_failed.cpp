#include "kernel/operation/attempt_failed.hpp"

#include "kernel/assert.hpp"

namespace hapax {

AfterFailure attempt_failed(Operation& operation, std::string_view cause, const RetrySchedule& schedule) {
    HAPAX_ASSERT(operation.state == OperationState::executing, "only a try that began can fail");
    note_cause(operation.causes, std::string(cause.substr(0, cause_bytes_max)));
    return schedule.allows(operation.attempts + 1) ? AfterFailure::try_again : AfterFailure::give_up;
}

}  // namespace hapax
