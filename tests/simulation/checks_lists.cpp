// C19, list: who lists a caller's operations is shown each that was acknowledged before he began, once, in the order of
// positions, as its record has it, and nobody else's; however many pages it takes and whatever arrives meanwhile.
#include <algorithm>
#include <set>

#include "checks.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

std::string shown(const Listing& listing) {
    std::string lines = "list of \"" + listing.caller + "\" in " + std::to_string(listing.pages) + " pages down to " +
                        std::to_string(listing.down_to) + (listing.refusals_only ? ", refusals only" : "");
    for (const ListedItem& item : listing.items) {
        lines += "\n    " + std::to_string(item.position.value_or(0)) + " " + item.operation + " " + item.status;
    }
    return lines;
}

// What is running has no record yet, or had none a moment ago: it is an operation that this caller asked for.
void check_running(const ListedItem& item, const Listing& listing, const History& history) {
    const auto witness = [&] { return item.operation + " of " + shown(listing); };
    const auto id = Uuid::parse(item.operation);
    const bool his = id && history.find({OperationId{*id}, scope_of(listing.caller)}).has_value();
    require(his, "C19 list: another caller's operation was listed as running", witness);
    require(item.status == "accepted" || item.status == "executing", "C19 list: what has ended was listed as running",
            witness);
}

void check_durable(const ListedItem& item, const Listing& listing, const Dump& dump) {
    const auto witness = [&] { return item.operation + " of " + shown(listing); };
    require(*item.position >= 1 && *item.position <= dump.records.size(),
            "C19 list: what was listed is not in the journal", witness);
    const Commit& commit = dump.records[*item.position - 1].commit;
    require(commit.operation.scope == scope_of(listing.caller), "C19 list: another caller's operation was listed",
            witness);
    require(item.operation == commit.operation.id.value.text(), "C19 list: what is listed lies elsewhere", witness);
    const bool as_recorded =
        item.status == text(state_of(commit.outcome, true)) || item.status == text(state_of(commit.outcome, false));
    require(as_recorded, "C19 list: another state was listed than the record has", witness);
}

void check_order_of(const Listing& listing) {
    const auto witness = [&] { return shown(listing); };
    std::set<std::string> seen;
    std::uint64_t above = UINT64_MAX;
    for (const ListedItem& item : listing.items) {
        require(seen.insert(item.operation).second, "C19 list: an operation was listed twice", witness);
        require(item.position.value_or(above) <= above, "C19 list: a list is out of order", witness);
        require(item.position || above == UINT64_MAX, "C19 list: what runs was listed below what is durable", witness);
        above = item.position.value_or(above);
    }
}

// What somebody had been told of a caller's operations before so many events of the history.
struct Acknowledged {
    std::uint64_t newest = 0;           // position
    std::set<std::uint64_t> completed;  // positions
};

Acknowledged acknowledged(const Evidence& evidence, const std::string& caller, std::uint64_t begun) {
    Acknowledged told;
    for (const Attempt& attempt : evidence.history.attempts) {
        const bool before = attempt.asked == Asked::submit && attempt.ended != 0 && attempt.ended <= begun;
        if (!before || evidence.history.ops[attempt.op].caller != caller) continue;
        if (came(attempt) != Came::final && came(attempt) != Came::accepted) continue;
        const StoredCommit* record = evidence.dump.of(evidence.history.ops[attempt.op].key());
        if (record == nullptr) continue;
        told.newest = std::max(told.newest, record->position.value);
        if (attempt.answer->status == 201) told.completed.insert(record->position.value);
    }
    return told;
}

// An id may have expired by then, where operations are kept for a time.
bool may_have_expired(const StoredCommit& record, const Clocks& clocks) {
    const auto born_ms = record.commit.operation.id.value.unix_ms();
    if (!clocks.retention.finite() || !born_ms) return false;
    const std::int64_t ended_ms = clocks.ended.us / 1000;
    return clocks.lied || *born_ms < ended_ms - clocks.retention.keep->count() - deletion_lag.count();
}

void check_no_gap(const Listing& listing, const Evidence& evidence, const Clocks& clocks) {
    if (listing.down_to == 0) return;
    const Acknowledged told = acknowledged(evidence, listing.caller, listing.begun);
    std::set<std::uint64_t> listed;
    for (const ListedItem& item : listing.items) {
        if (!item.position) continue;
        listed.insert(*item.position);
        require(item.status != "committed" || !told.completed.contains(*item.position),
                "C19 list: what was completed was listed as committed",
                [&] { return item.operation + " of " + shown(listing); });
    }
    const std::uint64_t newest = std::max(listed.empty() ? 0 : *listed.rbegin(), told.newest);
    for (std::uint64_t position = listing.down_to; position <= newest; ++position) {
        const StoredCommit& record = evidence.dump.records[position - 1];
        if (record.commit.operation.scope != scope_of(listing.caller)) continue;
        const bool filtered =
            listing.refusals_only && state_of(record.commit.outcome, true) != OperationState::rejected;
        require(filtered || listed.contains(position) || may_have_expired(record, clocks),
                "C19 list: an operation was not listed",
                [&] { return std::to_string(position) + " of " + shown(listing); });
    }
}

}  // namespace

void check_lists(const Evidence& evidence, const Clocks& clocks) {
    for (const Listing& listing : evidence.history.listings) {
        for (const ListedItem& item : listing.items) {
            if (item.position) {
                check_durable(item, listing, evidence.dump);
            } else {
                check_running(item, listing, evidence.history);
            }
        }
        check_order_of(listing);
        check_no_gap(listing, evidence, clocks);
    }
}

}  // namespace hapax::simulated_bank
