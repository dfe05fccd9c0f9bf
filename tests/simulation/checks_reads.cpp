#include <algorithm>
#include <array>

#include "checks.hpp"
#include "json_text.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::array<std::string_view, 6> life_cycle{"accepted",  "executing", "committed",
                                                     "completed", "rejected",  "failed"};
constexpr std::size_t first_terminal = 3;

std::size_t stage_of(const Attempt& attempt, const History& history) {
    const std::string status = text_of(attempt.answer->body, "status");
    const auto stage = std::find(life_cycle.begin(), life_cycle.end(), status);
    require(stage != life_cycle.end(), "C11 monotone status: a status that does not exist", text(attempt, history));
    return static_cast<std::size_t>(stage - life_cycle.begin());
}

// What is terminal stays so, whatever crashed in between.
bool goes_on(std::size_t before, std::size_t after) {
    return before < first_terminal ? after >= before : after == before;
}

struct Seen {
    const Attempt* attempt;
    std::size_t stage;
};

void check_statuses_of(const std::vector<Seen>& seen, const History& history) {
    for (const Seen& a : seen) {
        for (const Seen& b : seen) {
            if (a.attempt->ended >= b.attempt->invoked) continue;
            require(goes_on(a.stage, b.stage), "C11 monotone status: a status went back",
                    text(*a.attempt, history) + "\n    " + text(*b.attempt, history));
        }
    }
}

bool says_completed(const Attempt& attempt) {
    if (!attempt.answer) return false;
    if (attempt.asked == Asked::submit) return attempt.answer->status == 201;
    return attempt.asked == Asked::status && text_of(attempt.answer->body, "status") == life_cycle[first_terminal];
}

// The highest version of an account that somebody had seen completed before the read began.
std::uint64_t completed_before(const Evidence& evidence, const Attempt& read) {
    std::uint64_t version = 0;
    for (const Attempt& attempt : evidence.history.attempts) {
        if (attempt.ended >= read.invoked || !says_completed(attempt)) continue;
        const StoredCommit* record = evidence.dump.of(evidence.history.ops[attempt.op].id);
        if (record != nullptr && record->commit.stream.key == read.account) {
            version = std::max(version, record->version.value);
        }
    }
    return version;
}

void check_balance(const Evidence& evidence, const Attempt& read, const AccountHistory& account) {
    const std::uint64_t least = completed_before(evidence, read);
    const std::int64_t amount = number_of(read.answer->body, "amount").value_or(-1);
    const auto from = account.balances.begin() + static_cast<std::ptrdiff_t>(least == 0 ? 0 : least - 1);
    require(std::find(from, account.balances.end(), amount) != account.balances.end(),
            "C9 completion: a balance does not show what was completed, or was never true",
            text(read, evidence.history) + "\n    version " + std::to_string(least) + " was completed");
}

void check_movements(const Evidence& evidence, const Attempt& read, const AccountHistory& account) {
    const std::vector<std::string> items = items_of(read.answer->body);
    require(items.size() <= account.movements.size(), "C17 no ghost: movements that are not in the journal",
            text(read, evidence.history));
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Movement& movement = account.movements[i];
        const bool same = text_of(items[i], "operation") == movement.operation &&
                          number_of(items[i], "amount") == movement.amount &&
                          number_of(items[i], "balance") == movement.balance;
        require(same, "C8 fold: the movements shown are not those of the journal", items[i]);
    }
    const std::uint64_t least = completed_before(evidence, read);
    require(items.size() + 1 >= least, "C9 completion: a movement that was completed is not shown",
            text(read, evidence.history));
}

void check_read(const Evidence& evidence, const Attempt& read) {
    const int status = read.answer->status;
    if (status == 503) return;
    if (status == 404) {
        return require(completed_before(evidence, read) == 0, "C9 completion: a completed account is not shown",
                       text(read, evidence.history));
    }
    require(status == 200, "an answer that the contract does not know", text(read, evidence.history));
    const auto account = evidence.ledger.find(read.account);
    require(account != evidence.ledger.end() && !account->second.balances.empty(),
            "C17 no ghost: an account that is not in the journal", text(read, evidence.history));
    if (read.asked == Asked::balance) {
        check_balance(evidence, read, account->second);
    } else {
        check_movements(evidence, read, account->second);
    }
}

// An operation that somebody was told of is never unknown again.
void check_unknown(const Evidence& evidence, const Attempt& unknown) {
    for (const Attempt& attempt : evidence.history.attempts) {
        const bool told = attempt.op == unknown.op && attempt.asked == Asked::submit && attempt.ended != 0 &&
                          attempt.ended < unknown.invoked;
        if (!told) continue;
        const Came came_to = came(attempt);
        require(came_to != Came::final && came_to != Came::accepted, "C2 durable: an operation was forgotten",
                text(attempt, evidence.history) + "\n    " + text(unknown, evidence.history));
    }
}

}  // namespace

void check_statuses(const Evidence& evidence) {
    std::vector<std::vector<Seen>> seen(evidence.history.ops.size());
    for (const Attempt& attempt : evidence.history.attempts) {
        if (!attempt.answer || attempt.asked == Asked::balance || attempt.asked == Asked::movements) continue;
        const int status = attempt.answer->status;
        if (attempt.asked == Asked::submit) {
            if (status == 201) seen[attempt.op].push_back({&attempt, first_terminal});
        } else if (status == 404) {
            check_unknown(evidence, attempt);
        } else if (status != 503) {
            require(status == 200, "an answer that the contract does not know", text(attempt, evidence.history));
            seen[attempt.op].push_back({&attempt, stage_of(attempt, evidence.history)});
        }
    }
    for (const std::vector<Seen>& of_one : seen) check_statuses_of(of_one, evidence.history);
}

void check_reads(const Evidence& evidence) {
    for (const Attempt& attempt : evidence.history.attempts) {
        const bool read = attempt.asked == Asked::balance || attempt.asked == Asked::movements;
        if (read && attempt.answer) check_read(evidence, attempt);
    }
}

}  // namespace hapax::simulated_bank
