#include <algorithm>

#include "checks.hpp"
#include "completions.hpp"
#include "json_text.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::uint64_t never_asked = ~std::uint64_t{0};

// One view of one account as a register: its writes are the versions, in the order of the log, and each read must have
// a version at which it can have happened. Since the order of the writes is given, the search of Wing and Gong has one
// choice left for each read, and the earliest version that is possible is always the best one.
class Register {
 public:
    Register(const AccountHistory& account, std::vector<std::uint64_t> asked)
        : account_(account), asked_(std::move(asked)) {}

    void add(const Attempt& read, std::uint64_t completed) { reads_.push_back({&read, completed, 0}); }

    void check(const History& history) {
        std::ranges::sort(reads_, {}, [](const Read& read) { return read.attempt->invoked; });
        std::vector<const Read*> by_end;
        for (const Read& read : reads_) by_end.push_back(&read);
        std::ranges::sort(by_end, {}, [](const Read* read) { return read->attempt->ended; });
        auto ended = by_end.begin();
        std::uint64_t least = 0;  // what reads that had ended before have shown
        for (Read& read : reads_) {
            for (; ended != by_end.end() && (*ended)->attempt->ended < read.attempt->invoked; ++ended) {
                least = std::max(least, (*ended)->version);
            }
            const auto version = earliest(*read.attempt, std::max(least, read.completed));
            require(version.has_value(), "C16 register: a read fits no moment between those before and after it", [&] {
                return text(*read.attempt, history) + "\n    version " + std::to_string(least) + " was shown, " +
                       std::to_string(read.completed) + " completed before";
            });
            read.version = *version;
        }
    }

 private:
    struct Read {
        const Attempt* attempt;
        std::uint64_t completed;  // version that was seen completed before
        std::uint64_t version;    // at which it happened
    };

    // The first version from `least` on that shows what was read and that somebody had asked for by then.
    std::optional<std::uint64_t> earliest(const Attempt& read, std::uint64_t least) const {
        for (std::uint64_t version = least; version <= account_.balances.size(); ++version) {
            if (version > 0 && asked_[version - 1] > read.ended) return std::nullopt;
            if (shows(read, version)) return version;
        }
        return std::nullopt;
    }

    bool shows(const Attempt& read, std::uint64_t version) const {
        if (read.answer->status == 404 || version == 0) return read.answer->status == 404 && version == 0;
        if (read.asked == Asked::movements) return items_of(read.answer->body).size() + 1 == version;
        return number_of(read.answer->body, "amount") == account_.balances[version - 1];
    }

    const AccountHistory& account_;
    std::vector<std::uint64_t> asked_;  // asked_[v - 1]: when the operation of version v was asked for first
    std::vector<Read> reads_;
};

std::uint64_t first_asked(const History& history, const OperationKey& key) {
    const auto op = history.find(key);
    if (!op) return never_asked;
    std::uint64_t first = never_asked;
    for (const std::size_t index : history.ops[*op].submissions) {
        first = std::min(first, history.attempts[index].invoked);
    }
    return first;
}

using Asking = std::map<std::string, std::vector<std::uint64_t>, std::less<>>;

Asking asking_of(const Evidence& evidence) {
    Asking asking;
    for (const StoredCommit& stored : evidence.dump.records) {
        if (stored.commit.events.empty()) continue;
        asking[stored.commit.stream.key].push_back(first_asked(evidence.history, stored.commit.operation));
    }
    return asking;
}

}  // namespace

void check_registers(const Evidence& evidence) {
    const Completions completions(evidence.history, evidence.dump);
    const Asking asking = asking_of(evidence);
    std::map<std::pair<std::string, Asked>, Register> registers;
    for (const Attempt& attempt : evidence.history.attempts) {
        const bool read = attempt.asked == Asked::balance || attempt.asked == Asked::movements;
        const auto account = evidence.ledger.find(attempt.account);
        if (!read || says_nothing(attempt) || account == evidence.ledger.end()) continue;
        if (account->second.balances.empty()) continue;
        const auto at = registers.try_emplace({attempt.account, attempt.asked}, account->second,
                                              asking.find(attempt.account)->second);
        at.first->second.add(attempt, completions.before(attempt));
    }
    for (auto& [name, of_one] : registers) of_one.check(evidence.history);
}

}  // namespace hapax::simulated_bank
