#include "tools/check/checks/register.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>
#include <unordered_set>

#include "kernel/assert.hpp"
#include "tools/check/index/hash.hpp"
#include "tools/check/limits.hpp"

namespace hapax::check {
namespace {

static_assert(register_concurrent_max <= 64, "calls under way are bits of a word");

// One possible past: which of the calls under way took effect already, and the balance then.
struct Past {
    std::uint64_t done = 0;
    std::int64_t balance = 0;
    bool known = true;  // the balance
    friend bool operator==(const Past&, const Past&) = default;
};

struct PastHash {
    std::size_t operator()(const Past& past) const {
        const std::uint64_t balance = static_cast<std::uint64_t>(past.balance) + (past.known ? 1 : 0x9E3779B97F4A7C15);
        return fold(past.done ^ 0xA0761D6478BD642F, balance ^ 0xE7037ED1A0B428DB);
    }
};

using Pasts = std::unordered_set<Past, PastHash>;

struct Moment {
    std::int64_t time = 0;
    std::size_t call = 0;
    bool returns = false;
};

// Returns come after invokes of the same moment: calls that touch overlap. No stable_sort: it is deprecated for clang.
std::vector<Moment> moments_of(const std::vector<RegisterCall>& calls) {
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        moments.push_back({calls[i].invoked_at, i, false});
        if (calls[i].returned_at != never) moments.push_back({calls[i].returned_at, i, true});
    }
    std::ranges::sort(moments, {}, [](const Moment& m) { return std::tuple(m.time, m.returns, m.call); });
    return moments;
}

class Judging {
 public:
    Judging(const std::vector<RegisterCall>& calls, const RegisterStart& start) : calls_(calls), floor_(start.floor) {
        pasts_.insert({0, start.balance, true});
    }

    RegisterVerdict run() {
        for (const Moment& moment : moments_of(calls_)) {
            if (moment.returns) {
                returned(moment.call);
            } else {
                invoked(moment.call);
            }
            if (verdict_.broken) break;
        }
        return verdict_;
    }

 private:
    void invoked(std::size_t call) {
        if (under_way_ == 0) begin_window();
        if (calls_[call].returned_at != never) ++under_way_;
        if (skipping_) {
            if (calls_[call].returned_at == never) carried_.push_back(call);
            return;
        }
        if (!take_slot(call)) skip_window();
    }

    void returned(std::size_t call) {
        --under_way_;
        if (skipping_) return;
        const auto slot = slot_of(call);
        const std::uint64_t bit = std::uint64_t{1} << slot;
        Pasts next;
        for (const Past& past : reachable(bit)) {
            if ((past.done & bit) != 0) next.insert({past.done & ~bit, past.balance, past.known});
        }
        if (overflow_) return skip_window();
        if (next.empty()) {
            verdict_.broken = call;
            verdict_.previous = last_returned_;
            return;
        }
        pasts_ = std::move(next);
        used_ &= ~bit;
        last_returned_ = call;
        forget_what_all_pasts_have();
    }

    // All pasts that lead from those we have, by linearizing calls under way, to ones that have `bit`.
    Pasts reachable(std::uint64_t bit) {
        Pasts seen = pasts_;
        std::vector<Past> open(pasts_.begin(), pasts_.end());
        while (!open.empty() && !(overflow_ = seen.size() > register_states_max)) {
            const Past past = open.back();
            open.pop_back();
            if ((past.done & bit) != 0) continue;
            for (std::uint64_t left = used_ & ~past.done; left != 0; left &= left - 1) {
                const auto slot = static_cast<unsigned>(std::countr_zero(left));
                const auto next = linearized(past, slot);
                if (next && seen.insert(*next).second) open.push_back(*next);
            }
        }
        return seen;
    }

    std::optional<Past> linearized(Past past, unsigned slot) const {
        const RegisterCall& call = calls_[slots_[slot]];
        past.done |= std::uint64_t{1} << slot;
        const std::int64_t after = past.balance + (call.told == RegisterCall::Told::balance ? 0 : call.value);
        switch (call.told) {
            case RegisterCall::Told::refused:
                return past;
            case RegisterCall::Told::insufficient:
                if (past.known && after >= floor_) return std::nullopt;
                return past;
            default:
                break;
        }
        if (past.known && (after < floor_ || (call.has_balance && call.balance != after))) return std::nullopt;
        past.balance = call.has_balance ? call.balance : past.known ? after : 0;
        past.known = past.known || call.has_balance;
        return past;
    }

    bool take_slot(std::size_t call) {
        if (static_cast<std::size_t>(std::popcount(used_)) >= register_concurrent_max) return false;
        const auto slot = static_cast<unsigned>(std::countr_one(used_));
        const std::uint64_t bit = std::uint64_t{1} << slot;
        used_ |= bit;
        forever_ = calls_[call].returned_at == never ? forever_ | bit : forever_ & ~bit;
        slots_[slot] = call;
        return true;
    }

    unsigned slot_of(std::size_t call) const {
        std::uint64_t left = used_;
        while (left != 0 && slots_[static_cast<unsigned>(std::countr_zero(left))] != call) left &= left - 1;
        HAPAX_ASSERT(left != 0, "a call that returns has a slot");
        return static_cast<unsigned>(std::countr_zero(left));
    }

    // A call that never returns, and has taken effect in every possible past, is history.
    void forget_what_all_pasts_have() {
        std::uint64_t all = used_ & forever_;
        for (const Past& past : pasts_) all &= past.done;
        if (all == 0) return;
        Pasts shorter;
        for (const Past& past : pasts_) shorter.insert({past.done & ~all, past.balance, past.known});
        pasts_ = std::move(shorter);
        used_ &= ~all;
    }

    void begin_window() {
        if (skipping_) start_anew();
        ++verdict_.windows;
    }

    void skip_window() {
        ++verdict_.skipped;
        skipping_ = true;
        overflow_ = false;
        for (std::uint64_t left = used_; left != 0; left &= left - 1) {
            const std::size_t call = slots_[static_cast<unsigned>(std::countr_zero(left))];
            if (calls_[call].returned_at == never) carried_.push_back(call);
        }
    }

    // Nobody knows the balance, nor which of the calls that never return have taken effect.
    void start_anew() {
        constexpr std::size_t carried_max = 8;
        skipping_ = carried_.size() > carried_max;
        if (skipping_) {
            ++verdict_.skipped;
            return;
        }
        used_ = 0;
        pasts_.clear();
        for (const std::size_t call : carried_) take_slot(call);
        carried_.clear();
        for (std::uint64_t done = 0; done <= used_; ++done) pasts_.insert({done, 0, false});
    }

    const std::vector<RegisterCall>& calls_;
    const std::int64_t floor_;
    Pasts pasts_;
    std::array<std::size_t, 64> slots_{};
    std::uint64_t used_ = 0;            // slots
    std::uint64_t forever_ = 0;         // of these, the calls that never return
    std::size_t under_way_ = 0;         // calls that will return
    std::vector<std::size_t> carried_;  // never return, invoked before or in a window that was skipped
    std::optional<std::size_t> last_returned_;
    RegisterVerdict verdict_;
    bool skipping_ = false;
    bool overflow_ = false;
};

}  // namespace

RegisterVerdict judge_register(const std::vector<RegisterCall>& calls, const RegisterStart& start) {
    return Judging(calls, start).run();
}

}  // namespace hapax::check
