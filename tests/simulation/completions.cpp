#include "completions.hpp"

#include <algorithm>

#include "json_text.hpp"

namespace hapax::simulated_bank {
namespace {

bool says_completed(const Attempt& attempt) {
    if (!attempt.answer) return false;
    if (attempt.asked == Asked::submit) return attempt.answer->status == 201;
    return attempt.asked == Asked::status && text_of(attempt.answer->body, "status") == "completed";
}

}  // namespace

Completions::Completions(const History& history, const Dump& dump) {
    for (const Attempt& attempt : history.attempts) {
        if (!says_completed(attempt)) continue;
        const StoredCommit* record = dump.of(history.ops[attempt.op].key());
        if (record == nullptr) continue;
        by_account_[record->commit.stream.key].push_back({attempt.ended, record->version.value});
    }
    for (auto& [account, seen] : by_account_) {
        std::ranges::sort(seen, {}, &Seen::at);
        std::uint64_t highest = 0;
        for (Seen& one : seen) one.version = highest = std::max(highest, one.version);
    }
}

std::uint64_t Completions::before(const Attempt& read) const {
    const auto account = by_account_.find(read.account);
    if (account == by_account_.end()) return 0;
    const auto after = std::ranges::lower_bound(account->second, read.invoked, {}, &Seen::at);
    return after == account->second.begin() ? 0 : std::prev(after)->version;
}

}  // namespace hapax::simulated_bank
