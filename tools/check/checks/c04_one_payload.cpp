// C4, one payload: of several payloads under one id one is accepted, and it is what the journal applied. A repeat of the
// only payload is never called a mismatch, unless an operation of nobody has the id: then it is no one else's.

#include "tools/check/checks/c04_one_payload.hpp"

namespace hapax::check {

void OnePayload::submit_ok(Evidence& evidence, Operation& operation, Payload& payload, std::uint32_t at) {
    if (payload.ok_line != 0) return;
    evidence.each_payload(operation, [&](const Payload& other) {
        if (other.ok_line == 0) return true;
        evidence.findings.add(Check::one_payload, "two payloads were accepted under one id",
                              {other.invoke_line, other.ok_line, payload.invoke_line, at});
        return false;
    });
    payload.ok_line = at;
}

void OnePayload::submit_fail(const Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at) {
    if (line.text_or(Field::code, "") != "operation-payload-mismatch") return;
    const Operation* nobodys = evidence.find_nobodys(line);
    if (nobodys != nullptr && nobodys->submitted) return;
    operation.told_mismatch = true;
    if (operation.payload.next != 0) return;  // there is another payload: it is no wonder
    Once& once = mismatches_[mismatches_.find_or_add(operation.id).first];
    once.line = at;
}

void OnePayload::run_for_somebody(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at) {
    if (!operation.of_nobody) return;
    evidence.findings.add(Check::one_payload, "an id that an operation of nobody had was run for somebody",
                          {evidence.find_nobodys(line)->ok_line, operation.payload.invoke_line, at});
}

void OnePayload::record(Evidence& evidence, Operation& operation, std::int64_t amount, bool has_amount,
                        std::uint32_t stream, std::uint32_t at) {
    const Payload* accepted = nullptr;
    const Payload* equal = nullptr;
    bool unknown = operation.acknowledged;  // by a poll, say: then it may be any of them
    evidence.each_payload(operation, [&](const Payload& payload) {
        if (payload.ok_line != 0) accepted = &payload;
        const bool same = payload.stream == stream && (!has_amount || payload.value == amount);
        if (same && (equal == nullptr || payload.open > equal->open)) equal = &payload;
        unknown = unknown || payload.open > 0;
        return true;
    });
    const Payload& first = operation.payload;
    if (accepted != nullptr) {
        if (accepted->stream == stream && (!has_amount || accepted->value == amount)) return;
        evidence.findings.add(Check::one_payload,
                              "the journal applied something else than the payload that was accepted",
                              {accepted->invoke_line, accepted->ok_line, at});
    } else if (equal == nullptr) {
        evidence.findings.add(Check::one_payload, "the journal applied a payload that nobody sent",
                              {first.invoke_line, at});
    } else if (unknown && equal->open == 0 && !operation.acknowledged) {
        evidence.findings.add(Check::one_payload, "the journal applied a payload that was refused",
                              {equal->invoke_line, at});
    }
}

void OnePayload::finish(Evidence& evidence, Operation& operation) {
    if (!operation.told_mismatch || operation.payload.next != 0) return;
    const auto found = mismatches_.find(operation.id);
    if (!found) return;
    evidence.findings.add(Check::one_payload, "a mismatch was told although there is one payload only",
                          {operation.payload.invoke_line, mismatches_[*found].line});
}

}  // namespace hapax::check
