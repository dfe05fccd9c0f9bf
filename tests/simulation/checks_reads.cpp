#include <algorithm>

#include "checks.hpp"
#include "completions.hpp"
#include "json_text.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

class Reads {
 public:
    explicit Reads(const Evidence& evidence) : evidence_(evidence), completions_(evidence.history, evidence.dump) {}

    void check(const Attempt& read) const {
        const auto witness = [&] { return text(read, evidence_.history); };
        const int status = read.answer->status;
        if (says_nothing(read)) return;
        const auto account = evidence_.ledger.find(read.account);
        if (status == 404) {
            require(completions_.before(read) == 0, "C9 completion: a completed account is not shown", witness);
            const bool asked = account != evidence_.ledger.end() && asked_for(read, account->second) != 0;
            return require(!asked, "C9 completion: a position that was asked for is not shown", witness);
        }
        require(status == 200, "an answer that the contract does not know", witness);
        require(account != evidence_.ledger.end() && !account->second.balances.empty(),
                "C17 no ghost: an account that is not in the journal", witness);
        if (read.asked == Asked::balance) {
            check_balance(read, account->second);
        } else {
            check_movements(read, account->second);
        }
    }

 private:
    // The version that the account had at the position that the read named; 0: none.
    static std::uint64_t asked_for(const Attempt& read, const AccountHistory& account) {
        const auto after = std::ranges::upper_bound(account.positions, Position{read.at_least});
        return static_cast<std::uint64_t>(after - account.positions.begin());
    }

    std::uint64_t least_of(const Attempt& read, const AccountHistory& account) const {
        return std::max(completions_.before(read), asked_for(read, account));
    }

    void check_balance(const Attempt& read, const AccountHistory& account) const {
        const std::uint64_t least = least_of(read, account);
        const std::int64_t amount = number_of(read.answer->body, "amount").value_or(-1);
        const auto from = account.balances.begin() + static_cast<std::ptrdiff_t>(least == 0 ? 0 : least - 1);
        require(std::find(from, account.balances.end(), amount) != account.balances.end(),
                "C9 completion: a balance does not show what was completed, or was never true", [&] {
                    return text(read, evidence_.history) + "\n    version " + std::to_string(least) +
                           " was completed, or asked for";
                });
    }

    void check_movements(const Attempt& read, const AccountHistory& account) const {
        const auto witness = [&] { return text(read, evidence_.history); };
        const std::vector<std::string_view> items = items_of(read.answer->body);
        require(items.size() <= account.movements.size(), "C17 no ghost: movements that are not in the journal",
                witness);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Movement& movement = account.movements[i];
            const bool same = text_of(items[i], "operation") == movement.operation &&
                              number_of(items[i], "amount") == movement.amount &&
                              number_of(items[i], "balance") == movement.balance;
            require(same, "C8 fold: the movements shown are not those of the journal",
                    [&] { return std::string(items[i]); });
        }
        require(items.size() + 1 >= least_of(read, account),
                "C9 completion: a movement that was completed is not shown", witness);
    }

    const Evidence& evidence_;
    Completions completions_;
};

}  // namespace

void check_reads(const Evidence& evidence) {
    const Reads reads(evidence);
    for (const Attempt& attempt : evidence.history.attempts) {
        const bool read = attempt.asked == Asked::balance || attempt.asked == Asked::movements;
        if (read && attempt.answer) reads.check(attempt);
    }
}

}  // namespace hapax::simulated_bank
