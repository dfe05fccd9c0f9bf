// C5, fail is fail: an operation with an effect was submitted, and not all its submissions were told "no effect".

#include "tools/check/checks/c05_fail_is_fail.hpp"

namespace hapax::check {

void FailIsFail::record(Evidence& evidence, Operation& operation, std::uint32_t at) {
    if (!operation.submitted) {
        evidence.findings.add(Check::fail_is_fail, "an operation that nobody submitted has an effect", {at});
        return;
    }
    if (operation.acknowledged) return;
    bool unknown = false;
    evidence.each_payload(operation, [&](const Payload& payload) {
        unknown = payload.open > 0;
        return !unknown;
    });
    if (unknown) return;
    evidence.findings.add(Check::fail_is_fail, "an operation has an effect whose every submission failed",
                          {operation.payload.invoke_line, at});
}

}  // namespace hapax::check
