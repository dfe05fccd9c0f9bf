// Plan: how many clients do how much, and how badly they behave; drawn from the seed.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/random.hpp"
#include "kernel/time.hpp"

namespace hapax::simulated_bank {

struct Plan {
    std::uint64_t clients = 1;
    std::uint64_t callers = 1;
    std::uint64_t accounts = 1;
    std::uint64_t operations = 10;
    Duration think_max{0};
    Duration patience_max{0};
    std::uint32_t repeat = 0;   // weights of what a client does next; the rest is a new operation
    std::uint32_t mistake = 0;  // an id used again for something else
    std::uint32_t status = 0;
    std::uint32_t read = 0;
    std::uint32_t abandon = 0;
    std::uint32_t borrow = 0;         // somebody else's id
    std::uint32_t pry = 0;            // into somebody else's operation
    std::uint32_t garble = 0;         // bytes that mean nothing
    std::uint32_t pipeline = 0;       // several requests at once on one connection
    std::uint32_t crowd = 0;          // one operation at the same instant on many connections
    std::uint32_t look_alike = 0;     // the same as before under a new id
    std::uint32_t burst = 0;          // many operations at the same instant
    std::uint32_t nap = 0;            // a long pause, the connection is kept
    std::uint32_t respond_async = 0;  // chance of a submission
    std::uint32_t wait = 0;           // chance that a client says how long it will wait
    std::uint64_t followers = 0;      // of feeds
    std::uint64_t watchers = 0;       // of single operations
    std::uint64_t guests = 0;         // of the hub
    std::uint64_t listers = 0;        // of the operations of one caller
    std::uint32_t slow = 0;           // chance of a client to send in many pieces with long pauses
};

Plan draw_plan(Random random);
std::string text(const Plan& plan);

}  // namespace hapax::simulated_bank
