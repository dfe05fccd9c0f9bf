// Plan: how many clients do how much, and how badly they behave; drawn from the seed.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/random.hpp"
#include "kernel/time.hpp"

namespace hapax::simulated_bank {

struct Plan {
    std::uint64_t clients = 1;
    std::uint64_t accounts = 1;
    std::uint64_t operations = 10;
    Duration think_max{0};
    Duration patience_max{0};
    std::uint32_t repeat = 0;   // weights of what a client does next; the rest is a new operation
    std::uint32_t mistake = 0;  // an id used again for something else
    std::uint32_t status = 0;
    std::uint32_t read = 0;
    std::uint32_t abandon = 0;
    std::uint32_t respond_async = 0;  // chance of a submission
};

Plan draw_plan(Random random);
std::string text(const Plan& plan);

}  // namespace hapax::simulated_bank
