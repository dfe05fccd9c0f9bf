// Requests to the bank as bytes.
#pragma once

#include <string>

#include "history.hpp"
#include "kernel/random.hpp"

namespace hapax::simulated_bank {

// Sized or chunked, with or without a preference: none of it belongs to the payload.
std::string put(const Op& op, const Payload& payload, bool respond_async, Random& random);
std::string get(const std::string& path);

}  // namespace hapax::simulated_bank
