// C14: after the last fault the service answers, and what was accepted ends.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include <string_view>
#include <vector>

#include "tools/check/index/calls.hpp"
#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Liveness {
 public:
    Liveness(std::int64_t terminal_within, std::int64_t answer_within)
        : terminal_within_(terminal_within), answer_within_(answer_within) {}
    void nemesis(std::string_view fault, std::int64_t now, std::uint32_t at);
    void invoked(std::int64_t now, std::uint32_t at);
    void answered(std::int64_t now, std::uint32_t at);
    void told(const Operation& operation, const Call& call, State state, std::uint32_t at);
    void dumped(Evidence& evidence, const Operation& operation, State state, std::uint32_t at);
    void finish(Evidence& evidence, std::int64_t last_time);
    bool healed() const { return healed_; }

 private:
    struct Late {
        std::uint32_t ok_line = 0;
        std::uint32_t line = 0;
    };
    std::int64_t terminal_within_;
    std::int64_t answer_within_;
    std::int64_t healed_at_ = 0;
    std::int64_t first_invoke_ = never;
    std::int64_t first_answer_ = never;
    std::uint32_t heal_line_ = 0;
    std::uint32_t invoke_line_ = 0;
    std::uint32_t answer_line_ = 0;
    std::vector<Late> late_;
    bool healed_ = false;
};

}  // namespace hapax::check
