#include "history.hpp"

#include "codec/digest.hpp"
#include "kernel/assert.hpp"
#include "world/bearer_names.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::string_view not_applied = "\"applied\":false";

bool says(const world::HttpAnswer& answer, std::string_view what) {
    return answer.body.find(what) != std::string::npos;
}

Came mistaken(const world::HttpAnswer& answer) {
    if (says(answer, "\"code\":\"operation-payload-mismatch\"")) return Came::mismatch;
    const bool untimely = says(answer, "\"code\":\"operation-id-from-the-future\"") ||
                          says(answer, "\"code\":\"operation-id-not-version-7\"");
    return untimely && says(answer, not_applied) ? Came::unwelcome : Came::absurd;
}

}  // namespace

std::size_t History::add(Op op) {
    op.scope = scope_of(op.caller);
    const bool fresh = by_key_.emplace(op.key(), ops.size()).second;
    HAPAX_ASSERT(fresh, "an operation is added once");
    ops.push_back(std::move(op));
    return ops.size() - 1;
}

std::optional<std::size_t> History::find(const OperationKey& key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? std::nullopt : std::optional(found->second);
}

CallerScope scope_of(const std::string& caller) {
    return caller_scope(world::bearer(caller));
}

Came came(const Attempt& attempt) {
    if (!attempt.answer) return Came::nothing;
    const world::HttpAnswer& answer = *attempt.answer;
    switch (answer.status) {
        case 409:
            if (!says(answer, "\"code\":\"possible-duplicate\"")) return Came::final;
            return says(answer, not_applied) ? Came::alike : Came::absurd;
        case 201:
        case 412:
            return Came::final;
        case 500:
            return says(answer, "\"code\":\"operation-failed\"") ? Came::final : Came::absurd;
        case 202:
            return Came::accepted;
        case 408:  // the machine was suspended in the middle of the request
            return Came::unknown;
        case 410:
            return says(answer, "\"code\":\"operation-expired\"") ? Came::expired : Came::absurd;
        case 422:
            return mistaken(answer);
        case 503:
        case 504:
            return says(answer, not_applied) ? Came::refused : Came::unknown;
        case 507:
            return says(answer, not_applied) ? Came::refused : Came::absurd;
        default:
            return Came::absurd;
    }
}

bool says_nothing(const Attempt& attempt) {
    const int status = attempt.answer ? attempt.answer->status : 503;
    return status == 503 || status == 504 || status == 408;
}

std::string text(const Attempt& attempt, const History& history) {
    static constexpr const char* names[]{"submit", "status", "stranger", "balance", "movements"};
    std::string line = std::to_string(attempt.invoked) + "-" + std::to_string(attempt.ended) + " " +
                       names[static_cast<int>(attempt.asked)] + " ";
    if (attempt.asked <= Asked::stranger) {
        const Op& op = history.ops[attempt.op];
        line += op.id.value.text() + " of " + (op.caller.empty() ? "nobody" : op.caller);
        if (attempt.asked == Asked::submit) {
            line += " " + op.payloads[attempt.payload].address + " " + op.payloads[attempt.payload].body;
        }
    }
    line += attempt.account.empty() ? "" : " " + attempt.account;
    if (!attempt.answer) return line + (attempt.sent ? " -> no answer" : " -> not sent");
    return line + " -> " + std::to_string(attempt.answer->status) + " " + attempt.answer->body;
}

}  // namespace hapax::simulated_bank
