// C15: who subscribed to an operation of his hears of its end, as a poll would tell it, and once, in the order of the
// journal, where positions are told; nobody else does.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Push {
 public:
    void subscription(Operation& operation, bool begins, std::uint32_t at);
    void pushed(Evidence& evidence, Operation* operation, const Line& line, State state, std::uint32_t at);
    void document(Evidence& evidence, const Operation& operation, std::uint64_t hash, std::uint32_t at);
    void finish(Evidence& evidence, const Operation& operation);

 private:
    struct Told {
        std::uint64_t id = 0;
        std::uint32_t position = 0;
        std::uint32_t line = 0;
    };

    void place(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at);

    Table<Once> subscriptions_;
    Table<Told> followers_;  // by process: the last that it was told of
    Table<Told> places_;     // by operation
};

}  // namespace hapax::check
