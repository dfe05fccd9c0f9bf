// The revision of an operation's status document: changes whenever its state or its number of tries does.
#pragma once

#include <cstdint>

#include "kernel/operation/state.hpp"

namespace hapax {

constexpr std::uint64_t revision_of(OperationState state, std::uint32_t attempts) {
    return (std::uint64_t{attempts} << 8 | static_cast<std::uint64_t>(state)) + 1;
}

}  // namespace hapax
