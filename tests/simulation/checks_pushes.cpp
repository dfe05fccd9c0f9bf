// C15, push: whoever follows his operations hears of each that ended behind where he began, once, in order, as its record
// has it, and of nobody else's: by an event stream over all its connections, by the hub within one. That nothing comes
// early is seen while the world runs: see src/world/protocol_edge.cpp.
#include <algorithm>
#include <functional>

#include "checks.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

using Witness = std::function<std::string()>;

std::string lines_of(const std::vector<Heard>& all) {
    std::string lines;
    for (const Heard& heard : all) lines += "\n    " + std::to_string(heard.position) + " " + heard.name;
    return lines;
}

std::string shown(const Followed& followed) {
    return "follower of \"" + followed.caller + "\" from " + std::to_string(followed.began.value_or(0)) + " to " +
           std::to_string(followed.last.value_or(0)) + lines_of(followed.heard);
}

std::string shown(const Talk& talk) {
    return "guest \"" + talk.caller + "\" from " + std::to_string(talk.began.value_or(0)) + lines_of(talk.heard);
}

std::string_view name_in_hub(Outcome outcome) {
    return outcome == Outcome::accomplished ? "operation_completed" : "operation_rejected";
}

void check_one(const Heard& heard, const StoredCommit& record, CallerScope scope, std::string_view name,
               const Witness& who) {
    const Commit& commit = record.commit;
    const auto witness = [&] { return std::to_string(heard.position) + " of " + who(); };
    require(commit.operation.scope == scope, "C15 push: another caller's operation was pushed", witness);
    require(heard.operation == commit.operation.id.value.text(), "C15 push: what is pushed is another operation",
            witness);
    require(heard.name == name, "C15 push: another end was pushed than the record has", witness);
    require(heard.code == commit.reply.code, "C15 push: another code was pushed than the record has", witness);
    require(heard.said == std::to_string(heard.position), "C15 push: an event says another position than its id",
            witness);
}

void check_order(const std::vector<Heard>& all, std::uint64_t before, const Dump& dump, const Witness& who) {
    for (const Heard& heard : all) {
        require(heard.position > before, "C15 push: an operation was pushed twice, or out of order", who);
        require(heard.position <= dump.records.size(), "C15 push: what was pushed is not in the journal", who);
        before = heard.position;
    }
}

// In (after, through] nothing of this caller's is missing among what was heard, in the order of positions.
void check_no_gap(const std::vector<Heard>& all, std::uint64_t after, std::uint64_t through, CallerScope scope,
                  const Dump& dump, const Witness& who) {
    auto next = std::ranges::upper_bound(all, after, {}, &Heard::position);
    for (std::uint64_t position = after + 1; position <= through; ++position) {
        if (dump.records[position - 1].commit.operation.scope != scope) continue;
        const bool told = next != all.end() && next->position == position;
        require(told, "C15 push: an operation's end was never pushed",
                [&] { return std::to_string(position) + " of " + who(); });
        ++next;
    }
}

void check_follower(const Followed& followed, const Dump& dump) {
    const auto who = [&] { return shown(followed); };
    const CallerScope scope = scope_of(followed.caller);
    const std::uint64_t began = followed.began.value_or(0);
    require(!followed.lost, "C15 push: a feed was told that its position is unknown", who);
    check_order(followed.heard, began, dump, who);
    for (const Heard& heard : followed.heard) {
        const StoredCommit& record = dump.records[heard.position - 1];
        check_one(heard, record, scope, text(state_of(record.commit.outcome, true)), who);
    }
    check_no_gap(followed.heard, began, followed.last.value_or(0), scope, dump, who);
}

// A guest knows only what it heard how far it was told.
void check_talk(const Talk& talk, const Dump& dump) {
    if (talk.heard.empty()) return;
    const auto who = [&] { return shown(talk); };
    const CallerScope scope = scope_of(talk.caller);
    check_order(talk.heard, 0, dump, who);
    for (const Heard& heard : talk.heard) {
        const StoredCommit& record = dump.records[heard.position - 1];
        check_one(heard, record, scope, name_in_hub(record.commit.outcome), who);
    }
    const std::uint64_t last = talk.heard.back().position;
    check_no_gap(talk.heard, talk.began.value_or(last), last, scope, dump, who);
}

}  // namespace

void check_pushes(const Evidence& evidence) {
    for (const Followed& followed : evidence.history.followed) check_follower(followed, evidence.dump);
    for (const Talk& talk : evidence.history.talks) check_talk(talk, evidence.dump);
}

}  // namespace hapax::simulated_bank
