// C15, push: a subscriber hears of the end of his operation, with the document that a poll shows, and only of his own.

#include "tools/check/checks/c15_push.hpp"

namespace hapax::check {

void Push::subscription(Operation& operation, bool begins, std::uint32_t at) {
    operation.subscribed = begins;
    subscriptions_[subscriptions_.find_or_add(operation.id).first].line = at;
}

void Push::pushed(Evidence& evidence, Operation* operation, const Line& line, State state, std::uint32_t at) {
    if (operation == nullptr || !operation->submitted) {
        evidence.findings.add(Check::push, "somebody was told of an operation that is not his", {at});
        return;
    }
    if (!is_terminal(state)) return;
    operation->pushed_terminal = true;
    if (!line.has(Field::doc_hash)) return;
    if (operation->document_line == 0) {
        operation->document = line.hash(Field::doc_hash);
        operation->document_line = at;
        operation->pushed_document = true;
    } else {
        document(evidence, *operation, line.hash(Field::doc_hash), at);
    }
}

// One of the two documents came by a push.
void Push::document(Evidence& evidence, const Operation& operation, std::uint64_t hash, std::uint32_t at) {
    if (operation.document == hash) return;
    evidence.findings.add(Check::push, "a push shows another document than a poll, or than another push",
                          {operation.document_line, at});
}

void Push::finish(Evidence& evidence, const Operation& operation) {
    if (!operation.subscribed || operation.pushed_terminal || !is_terminal(operation.state)) return;
    const std::uint32_t line = subscriptions_[*subscriptions_.find(operation.id)].line;
    evidence.findings.add(Check::push, "a subscriber was not told of the end of his operation",
                          {line, operation.state_line});
}

}  // namespace hapax::check
