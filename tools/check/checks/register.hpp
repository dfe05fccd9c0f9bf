// judge_register: is the history of one account linearizable, as a register that is added to, refused and read?
//
//   RegisterVerdict verdict = judge_register(calls, {.floor = 0, .balance = 0});
//   if (verdict.broken) complain(*verdict.broken);        // the call that fits nowhere
//
// Method   Wing and Gong's search with a memo, done forwards: the set of all (calls that took effect already, balance)
//          that are possible is carried from return to return; two ways to the same pair are one. A call is linearized
//          only when its return asks for it, or before another one that needs it.
// Windows  lie between moments at which no call is under way. One with more than register_concurrent_max calls side by
//          side, or more than register_states_max possible pairs, is skipped; the next begins with an unknown balance.
// Threads  a function of its arguments.
// Source   Wing and Gong, "Testing and verifying concurrent objects"; Lowe, "Testing for linearizability".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/check/index/operation.hpp"

namespace hapax::check {

struct RegisterCall {
    enum class Told : std::uint8_t {
        nothing,       // it took effect at some time after its invoke, or never
        added,         // and the balance after it, when has_balance
        insufficient,  // the balance would have been below the floor
        refused,       // for another reason, which says nothing about the balance
        balance,       // a read
    };
    std::int64_t invoked_at = 0;
    std::int64_t returned_at = never;
    std::int64_t value = 0;    // what it adds
    std::int64_t balance = 0;  // what it was told
    Told told = Told::nothing;
    bool has_balance = false;
    std::uint32_t invoke_line = 0;
    std::uint32_t line = 0;  // of its return
};

struct RegisterStart {
    std::int64_t floor = 0;
    std::int64_t balance = 0;
};

struct RegisterVerdict {
    std::optional<std::size_t> broken;    // the first call whose return cannot be explained
    std::optional<std::size_t> previous;  // the one that returned before it
    std::uint64_t windows = 0;
    std::uint64_t skipped = 0;
};

RegisterVerdict judge_register(const std::vector<RegisterCall>& calls, const RegisterStart& start);

}  // namespace hapax::check
