// C15, push: a subscriber hears of the end of his operation, with the document that a poll shows, and only of his own;
// who is told positions, in their order.

#include "tools/check/checks/c15_push.hpp"

#include "tools/check/index/hash.hpp"

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
    if (line.has(Field::position)) place(evidence, *operation, line, at);
    if (!line.has(Field::doc_hash)) return;
    if (operation->document_line == 0) {
        operation->document = line.hash(Field::doc_hash);
        operation->document_line = at;
        operation->pushed_document = true;
    } else {
        document(evidence, *operation, line.hash(Field::doc_hash), at);
    }
}

void Push::place(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at) {
    const std::uint32_t position = number_of(line, Field::position);
    Told& last = followers_[followers_.find_or_add(hash_of(std::to_string(line.number(Field::proc)))).first];
    if (position <= last.position) {
        evidence.findings.add(Check::push, "a follower was told of an end twice, or out of order", {last.line, at});
    }
    last.position = position;
    last.line = at;
    Told& told = places_[places_.find_or_add(operation.id).first];
    if (told.line != 0 && told.position != position) {
        evidence.findings.add(Check::push, "two pushes tell another position", {told.line, at});
    }
    told.position = position;
    told.line = at;
}

// One of the two documents came by a push.
void Push::document(Evidence& evidence, const Operation& operation, std::uint64_t hash, std::uint32_t at) {
    if (operation.document == hash) return;
    evidence.findings.add(Check::push, "a push shows another document than a poll, or than another push",
                          {operation.document_line, at});
}

void Push::finish(Evidence& evidence, const Operation& operation) {
    const auto told = places_.find(operation.id);
    if (told && operation.has_record && places_[*told].position != operation.position) {
        evidence.findings.add(Check::push, "a push tells another position than the journal has",
                              {places_[*told].line, operation.record_line});
    }
    if (!operation.subscribed || operation.pushed_terminal || !is_terminal(operation.state)) return;
    const std::uint32_t line = subscriptions_[*subscriptions_.find(operation.id)].line;
    evidence.findings.add(Check::push, "a subscriber was not told of the end of his operation",
                          {line, operation.state_line});
}

}  // namespace hapax::check
