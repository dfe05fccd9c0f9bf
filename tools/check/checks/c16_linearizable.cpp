#include "tools/check/checks/c16_linearizable.hpp"

#include <algorithm>
#include <numeric>

namespace hapax::check {

std::uint32_t Linearizable::keep(std::uint32_t stream, std::uint64_t operation, const RegisterCall& call) {
    if (!full() && kept_.size() > calls_max_) full_at_ = call.invoked_at;
    if (call.invoked_at >= full_at_ || stream >= register_accounts_max) return 0;
    kept_.push_back({call, operation, stream});
    return static_cast<std::uint32_t>(kept_.size() - 1);
}

void Linearizable::invoked(Operation& operation, std::uint32_t stream, std::int64_t value, std::int64_t now,
                           std::uint32_t at) {
    RegisterCall call;
    call.invoked_at = now;
    call.value = value;
    call.invoke_line = at;
    operation.kept = keep(stream, operation.id, call);
}

void Linearizable::answered(Operation& operation, const Line& line, std::uint32_t at) {
    if (operation.kept == 0 || full() || !is_final(line.number(Field::status))) return;
    RegisterCall& call = kept_[operation.kept].call;
    if (call.returned_at != never) return;
    call.returned_at = line.time();
    call.line = at;
    const bool insufficient = line.text_or(Field::code, "") == "insufficient-funds";
    const bool added = line.number(Field::status) == 201;
    call.told = added          ? RegisterCall::Told::added
                : insufficient ? RegisterCall::Told::insufficient
                               : RegisterCall::Told::refused;
    call.has_balance = added && line.has(Field::balance);
    call.balance = line.number_or(Field::balance, 0);
}

void Linearizable::read_invoked(Call& call) {
    RegisterCall read;
    read.invoked_at = call.invoked_at;
    read.invoke_line = call.line;
    read.told = RegisterCall::Told::balance;
    call.kept = keep(call.stream, 0, read);
}

void Linearizable::read_answered(const Call& call, const Line& line, std::uint32_t at) {
    if (call.kept == 0 || full()) return;
    RegisterCall& read = kept_[call.kept].call;
    read.returned_at = line.time();
    read.line = at;
    read.has_balance = true;
    read.balance = line.number_or(Field::balance, 0);
}

void Linearizable::recorded(const Operation& operation, std::uint32_t stream) {
    if (operation.payload.next == 0) return;
    if (operation.kept != 0) {
        kept_[operation.kept].stream = stream;
    } else if (operation.applied && operation.invoked_at < full_at_) {
        RegisterCall call;  // the first account that it was sent to is beyond the limit
        call.invoked_at = operation.invoked_at;
        call.invoke_line = operation.payload.invoke_line;
        kept_.push_back({call, operation.id, stream});
    }
}

// It takes effect at some time after its saga was asked for. The limit is for calls: it was reached in the history, or never.
void Linearizable::saga_step(const Operation& step, std::uint32_t stream, std::int64_t value, std::int64_t from,
                             std::uint32_t at) {
    RegisterCall call;
    call.invoked_at = from;
    call.value = value;
    call.invoke_line = at;
    if (from < full_at_ && stream < register_accounts_max) kept_.push_back({call, step.id, stream});
}

// A read without an answer says nothing; nor does an operation that the journal did not apply.
bool Linearizable::counts(const Evidence& evidence, const Kept& kept) const {
    if (kept.stream >= register_accounts_max) return false;
    if (kept.call.returned_at != never) return true;
    if (kept.operation == 0) return false;
    const auto number = evidence.operations.find(kept.operation);
    return number && evidence.operations[*number].applied;
}

// Of several payloads under one id, the one that was applied, or else accepted.
void Linearizable::settle_value(Evidence& evidence, Kept& kept) const {
    const auto number = kept.operation == 0 ? std::nullopt : evidence.operations.find(kept.operation);
    if (!number) return;
    Operation& operation = evidence.operations[*number];
    if (operation.applied || operation.payload.next == 0) return void(kept.call.value = operation.payload.value);
    evidence.each_payload(operation, [&](const Payload& payload) {
        if (payload.ok_line != 0) kept.call.value = payload.value;
        return true;
    });
}

void Linearizable::finish(Evidence& evidence, std::int64_t floor) {
    std::erase_if(kept_, [&](const Kept& kept) { return &kept != kept_.data() && !counts(evidence, kept); });
    calls_ = kept_.size() - 1;
    for (Kept& kept : kept_) settle_value(evidence, kept);
    std::vector<std::uint32_t> order(calls_);
    std::iota(order.begin(), order.end(), 1u);
    std::ranges::sort(order, {}, [&](std::uint32_t at) { return std::pair(kept_[at].stream, at); });
    for (auto begin = order.begin(); begin != order.end();) {
        const std::uint32_t stream = kept_[*begin].stream;
        const auto end = std::find_if(begin, order.end(), [&](std::uint32_t at) { return kept_[at].stream != stream; });
        judge_account(evidence, {begin, end}, floor);
        begin = end;
    }
}

// What refuses looks at what is committed, a read at what its view shows, which may be late: nobody promises an order
// between these two. Each of them makes a register with the operations that were applied.
void Linearizable::judge_account(Evidence& evidence, std::span<const std::uint32_t> numbers, std::int64_t floor) {
    ++accounts_;
    std::vector<RegisterCall> shown;
    std::vector<RegisterCall> decided;
    bool refuses = false;
    for (const std::uint32_t number : numbers) {
        const RegisterCall& call = kept_[number].call;
        const bool refusal = call.told == RegisterCall::Told::insufficient || call.told == RegisterCall::Told::refused;
        if (!refusal) shown.push_back(call);
        if (call.told != RegisterCall::Told::balance) decided.push_back(call);
        refuses = refuses || call.told == RegisterCall::Told::insufficient;
    }
    judge_register_of(evidence, shown, floor);
    if (refuses) judge_register_of(evidence, decided, floor);
}

void Linearizable::judge_register_of(Evidence& evidence, const std::vector<RegisterCall>& calls, std::int64_t floor) {
    const RegisterVerdict verdict = judge_register(calls, {.floor = floor, .balance = 0});
    windows_ += verdict.windows;
    skipped_ += verdict.skipped;
    if (!verdict.broken) return;
    const RegisterCall& broken = calls[*verdict.broken];
    const RegisterCall previous = verdict.previous ? calls[*verdict.previous] : RegisterCall{};
    evidence.findings.add(Check::linearizable, "no order of the calls on an account explains what this one was told",
                          {broken.invoke_line, broken.line, previous.invoke_line, previous.line});
}

}  // namespace hapax::check
