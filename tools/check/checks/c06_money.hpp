// C6: balances are what the events add up to, never below the floor; money in sagas is conserved.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Money {
 public:
    void start(std::int64_t floor) { floor_ = floor; }
    void event(Evidence& evidence, Stream& stream, const EventLine& event, std::int64_t amount, std::uint32_t at);
    void saga_step(Evidence& evidence, Saga& saga, std::int64_t amount, std::uint32_t at);
    void finish(Evidence& evidence, const Saga& saga);

 private:
    std::int64_t floor_ = 0;
};

}  // namespace hapax::check
