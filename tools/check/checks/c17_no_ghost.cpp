// C17, no ghost: what a consumer, a reader, a subscriber or the oracle saw is in the journal.

#include "tools/check/checks/c17_no_ghost.hpp"

namespace hapax::check {

void NoGhost::seen(Operation& operation, std::uint32_t at) {
    if (operation.seen_line == 0) operation.seen_line = at;
}

void NoGhost::external(const Line& line, std::uint32_t at) {
    Once& once = external_[external_.find_or_add(operation_hash(line.caller(), line.text(Field::op))).first];
    if (once.line == 0) once.line = at;
}

void NoGhost::finish(Evidence& evidence, const Operation& operation) {
    if (operation.seen_line == 0 || operation.has_record) return;
    evidence.findings.add(Check::no_ghost, "somebody was shown an operation that the journal does not have",
                          {operation.seen_line, operation.payload.invoke_line});
}

void NoGhost::finish(Evidence& evidence) {
    for (std::uint32_t i = 0; i < evidence.messages.size(); ++i) {
        const Message& message = evidence.messages[i];
        if (message.delivered_line == 0 || message.sequence != 0) continue;
        evidence.findings.add(Check::no_ghost, "a message was delivered that the journal does not have",
                              {message.delivered_line});
    }
    for (std::uint32_t i = 0; i < external_.size(); ++i) {
        const auto operation = evidence.operations.find(external_[i].id);
        if (operation && evidence.operations[*operation].has_record) continue;
        evidence.findings.add(Check::no_ghost,
                              "an external step was carried out for an operation that the journal lacks",
                              {external_[i].line});
    }
}

}  // namespace hapax::check
