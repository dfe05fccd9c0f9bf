// C2, durable: each operation that was acknowledged has its record in the end, and one that says the same.

#include "tools/check/checks/c02_durable.hpp"

namespace hapax::check {

void Durable::finish(Evidence& evidence, const Operation& operation) {
    if (!operation.acknowledged) return;
    const std::uint32_t asked = operation.payload.invoke_line;
    if (!operation.has_record) {
        evidence.findings.add(Check::durable, "an acknowledged operation is not in the journal",
                              {asked, operation.ok_line});
    } else if (operation.told_accomplished && !operation.applied) {
        evidence.findings.add(Check::durable, "the journal says that an operation answered 201 was not accomplished",
                              {operation.ok_line, operation.answer_line, operation.record_line});
    }
}

}  // namespace hapax::check
