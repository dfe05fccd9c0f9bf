// C7, order: positions are 1, 2, 3, …; versions of a stream too; and an operation that was acknowledged before another of
// its stream was submitted comes before it.

#include "tools/check/checks/c07_order.hpp"

#include <algorithm>

namespace hapax::check {

void JournalOrder::record(Evidence& evidence, Stream& before, const Operation& operation, const Line& line,
                          std::uint32_t at) {
    const auto position = static_cast<std::uint64_t>(line.number(Field::position));
    if (position != position_ + 1) {
        evidence.findings.add(Check::order,
                              "position " + std::to_string(position) + " comes after " + std::to_string(position_),
                              {at - 1, at});
    }
    position_ = position;
    const std::uint64_t version = before.version + line.events.size();
    if (static_cast<std::uint64_t>(line.number(Field::version)) != version) {
        evidence.findings.add(Check::order, "the stream is at version " + std::to_string(version) + " here",
                              {before.record_line, at});
    }
    const bool told = operation.position != 0;
    if (told && (operation.position != position || operation.version != line.number(Field::version))) {
        evidence.findings.add(Check::order, "an answer told another version or position than the journal has",
                              {operation.answer_line, at});
    }
    if (operation.acknowledged_at < before.latest_invoke) {
        const Operation& later = evidence.operations[before.latest_operation];
        evidence.findings.add(Check::order, "an operation comes before one that had ended when it was submitted",
                              {operation.ok_line, later.payload.invoke_line, later.record_line, at});
    }
}

void JournalOrder::finish(Evidence& evidence, std::uint32_t last_line) {
    if (position_ == evidence.journal_end) return;
    evidence.findings.add(Check::order,
                          "the dump has records up to " + std::to_string(position_) + ", and the journal ends at " +
                              std::to_string(evidence.journal_end),
                          {last_line});
}

}  // namespace hapax::check
