// C15, push: whoever follows his operations hears of each that ended behind where he began, once, in order, as its record
// has it, and of nobody else's. That nothing comes early is seen while the world runs: see src/world/protocol_edge.cpp.
#include "checks.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

std::string shown(const Followed& followed) {
    std::string lines = "follower of \"" + followed.caller + "\" from " + std::to_string(followed.began.value_or(0)) +
                        " to " + std::to_string(followed.last.value_or(0));
    for (const Heard& heard : followed.heard) lines += "\n    " + std::to_string(heard.position) + " " + heard.name;
    return lines;
}

void check_one(const Heard& heard, const StoredCommit& record, const Followed& followed) {
    const Commit& commit = record.commit;
    const auto witness = [&] { return std::to_string(heard.position) + " of " + shown(followed); };
    require(commit.operation.scope == scope_of(followed.caller), "C15 push: another caller's operation was pushed",
            witness);
    require(heard.operation == commit.operation.id.value.text(), "C15 push: what is pushed is another operation",
            witness);
    require(heard.name == text(state_of(commit.outcome, true)), "C15 push: another end was pushed than the record has",
            witness);
    require(heard.code == commit.reply.code, "C15 push: another code was pushed than the record has", witness);
    require(heard.said == std::to_string(heard.position), "C15 push: an event says another position than its id",
            witness);
}

void check_follower(const Followed& followed, const Dump& dump) {
    const auto witness = [&] { return shown(followed); };
    require(!followed.lost, "C15 push: a feed was told that its position is unknown", witness);
    std::uint64_t before = followed.began.value_or(0);
    for (const Heard& heard : followed.heard) {
        require(heard.position > before, "C15 push: an operation was pushed twice, or out of order", witness);
        require(heard.position <= dump.records.size(), "C15 push: what was pushed is not in the journal", witness);
        check_one(heard, dump.records[heard.position - 1], followed);
        before = heard.position;
    }
    auto next = followed.heard.begin();
    for (std::uint64_t position = followed.began.value_or(0) + 1; position <= followed.last.value_or(0); ++position) {
        if (dump.records[position - 1].commit.operation.scope != scope_of(followed.caller)) continue;
        const bool told = next != followed.heard.end() && next->position == position;
        require(told, "C15 push: an operation's end was never pushed",
                [&] { return std::to_string(position) + " of " + shown(followed); });
        ++next;
    }
}

}  // namespace

void check_pushes(const Evidence& evidence) {
    for (const Followed& followed : evidence.history.followed) check_follower(followed, evidence.dump);
}

}  // namespace hapax::simulated_bank
