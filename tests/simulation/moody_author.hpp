// MoodyAuthor: a service whose author's code throws now and then: before it decides, after it has changed the state, or
// while it projects. Everything else is the service as it was.
//
//   const MoodyAuthor author(bank_app().build());
//   Mood mood{random, 5 * one_percent, 2 * one_percent};
//   author.service();                       // run it while `Mood::current` is &mood; calm when it is null
//
// A projection throws at most twice at a position, so that no view gives up.
// Lifetimes  the author outlives every run of its service.
// Threads  any number, each its own mood.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "kernel/model/service.hpp"
#include "kernel/random.hpp"

namespace hapax::simulated_bank {

struct Mood {
    Random random;
    std::uint32_t decide = 0;                                          // chance to throw
    std::uint32_t project = 0;                                         // chance to throw, of each view by itself
    std::map<std::pair<std::string, Position>, std::uint32_t> thrown;  // by a view at a position

    void heal() { decide = project = 0; }

    static thread_local Mood* current;
};

Mood draw_mood(Random random);

class MoodyAuthor {
 public:
    explicit MoodyAuthor(Service calm);
    const Service& service() const { return moody_; }

 private:
    Service calm_;
    Service moody_;
};

}  // namespace hapax::simulated_bank
