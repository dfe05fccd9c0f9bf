// C16, linearizable: accounts as registers. Keeps the calls of the first register_accounts_max accounts, and no more than
// register_calls_max; when the history and the journal are read, each account is judged alone (register.hpp).
//
// An operation is one call, however often it was submitted: from its first submission to its first final answer. Without
// one it never returns, and counts when the journal has applied it; so does a step of a saga. Needs the journal, which
// also says of which account an operation was whose id was used for several.
// Threads  one.
#pragma once

#include <span>
#include <vector>

#include "tools/check/checks/register.hpp"
#include "tools/check/index/calls.hpp"
#include "tools/check/index/evidence.hpp"

namespace hapax::check {

inline constexpr std::size_t register_calls_max = 1'000'000;

class Linearizable {
 public:
    explicit Linearizable(std::size_t most_calls) : calls_max_(most_calls) {}
    void invoked(Operation& operation, std::uint32_t stream, std::int64_t value, std::int64_t now, std::uint32_t at);
    void answered(Operation& operation, const Line& line, std::uint32_t at);
    void read_invoked(Call& call);
    void read_answered(const Call& call, const Line& line, std::uint32_t at);
    void recorded(const Operation& operation, std::uint32_t stream);  // after
    void saga_step(const Operation& step, std::uint32_t stream, std::int64_t value, std::int64_t from,
                   std::uint32_t at);
    void finish(Evidence& evidence, std::int64_t floor);

    std::uint64_t accounts() const { return accounts_; }
    std::uint64_t calls() const { return calls_; }
    std::uint64_t windows() const { return windows_; }
    std::uint64_t skipped() const { return skipped_; }

 private:
    struct Kept {
        RegisterCall call;
        std::uint64_t operation = 0;  // 0: a read
        std::uint32_t stream = 0;
    };
    std::uint32_t keep(std::uint32_t stream, std::uint64_t operation, const RegisterCall& call);
    bool full() const { return full_at_ != never; }
    void judge_account(Evidence& evidence, std::span<const std::uint32_t> numbers, std::int64_t floor);
    void judge_register_of(Evidence& evidence, const std::vector<RegisterCall>& calls, std::int64_t floor);
    bool counts(const Evidence& evidence, const Kept& kept) const;
    void settle_value(Evidence& evidence, Kept& kept) const;

    std::size_t calls_max_;
    std::vector<Kept> kept_{Kept{}};  // number 0 is none
    std::uint64_t calls_ = 0;
    std::uint64_t accounts_ = 0;
    std::uint64_t windows_ = 0;
    std::uint64_t skipped_ = 0;
    std::int64_t full_at_ = never;  // later calls are not kept, and so what returns later says nothing
};

}  // namespace hapax::check
