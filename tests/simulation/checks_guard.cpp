// C20, guard: no caller's operation had an effect within the guard's time after another of his that asked for the same,
// unless he said that he meant it; and nobody is refused for what another one did.
#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "checks.hpp"
#include "codec/digest.hpp"
#include "json_text.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr Duration leeway = std::chrono::microseconds(2);  // records have whole ones

using Likeness = std::tuple<CallerScope, std::string, std::string>;  // whose, where, what

std::string where(const Payload& payload) {
    return payload.address.substr(0, payload.address.rfind('/'));
}

std::optional<Likeness> likeness_of(const Op& op, const StoredCommit& stored) {
    for (const Payload& payload : op.payloads) {
        if (fingerprint("PUT", payload.address, payload.body) != stored.commit.fingerprint) continue;
        return Likeness{op.scope, where(payload), payload.body};
    }
    return std::nullopt;
}

std::string shown(const StoredCommit& one) {
    return "position " + std::to_string(one.position.value) + ", operation " + one.commit.operation.id.value.text() +
           ", accepted at " + std::to_string(one.commit.accepted_at.us) + "us, decided at " +
           std::to_string(one.commit.decided_at.us) + "us";
}

// Whom he is said to look like is an operation of his own that asked for the same.
void check_refusal(const Attempt& attempt, const History& history) {
    const Op& op = history.ops[attempt.op];
    const auto id = Uuid::parse(text_of(attempt.answer->body, "earlier"));
    const auto earlier = id ? history.find({OperationId{*id}, op.scope}) : std::nullopt;
    const auto witness = [&] { return text(attempt, history); };
    require(earlier.has_value(), "C20 guard: a look-alike of nothing that this caller asked for", witness);
    const auto alike = [&](const Payload& payload) {
        return where(payload) == where(op.payloads[attempt.payload]) &&
               payload.body == op.payloads[attempt.payload].body;
    };
    require(*earlier != attempt.op && std::ranges::any_of(history.ops[*earlier].payloads, alike),
            "C20 guard: a look-alike of something else", witness);
}

struct Done {
    const StoredCommit* stored = nullptr;
    bool meant = false;
};

// One that was meant may overtake one that waits for another try.
void check_between(const Done& before, const StoredCommit& stored, Duration guard) {
    const std::chrono::microseconds between(stored.commit.accepted_at.us - before.stored->commit.decided_at.us);
    const bool overtaken = before.meant && between < Duration::zero();
    require(overtaken || between >= guard - leeway, "C20 guard: the same was done twice within the guard's time",
            [&] { return shown(*before.stored) + "\n    " + shown(stored); });
}

}  // namespace

void check_guard(const Evidence& evidence, Duration guard, bool clock_lied) {
    for (const Attempt& attempt : evidence.history.attempts) {
        if (attempt.asked == Asked::submit && came(attempt) == Came::alike) check_refusal(attempt, evidence.history);
    }
    if (guard == Duration::zero() || clock_lied) return;
    std::map<Likeness, std::vector<Done>> done;
    for (const StoredCommit& stored : evidence.dump.records) {
        const auto found = evidence.history.find(stored.commit.operation);
        if (!found || stored.commit.outcome != Outcome::accomplished) continue;
        const Op& op = evidence.history.ops[*found];
        const auto likeness = likeness_of(op, stored);
        if (op.kind == Op::Kind::open || !likeness) continue;
        std::vector<Done>& alike = done[*likeness];
        if (!op.meant) {
            for (const Done& before : alike) check_between(before, stored, guard);
        }
        alike.push_back({&stored, op.meant});
    }
}

}  // namespace hapax::simulated_bank
