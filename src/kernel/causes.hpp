// Causes: what went wrong over several attempts, each thing once, in the order in which it came first.
//
//   note_cause(causes, {client_errc::unreachable, "connection refused"});      // A, B, A → A, B
//   return one_error(causes, client_errc::several_causes);
//
// Limits   causes_max distinct ones; what comes after them is not kept.
// Threads  functions of their arguments.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernel/assert.hpp"
#include "kernel/error.hpp"

namespace hapax {

constexpr std::size_t causes_max = 8;

template <class Cause>
void note_cause(std::vector<Cause>& causes, Cause cause) {
    if (causes.size() == causes_max || std::ranges::find(causes, cause) != causes.end()) return;
    causes.push_back(std::move(cause));
}

// A single cause is the error itself. Several are one error of the code `several`, whose detail names each.
inline Error one_error(std::span<const Error> causes, const ErrorCode& several) {
    HAPAX_ASSERT(!causes.empty(), "what failed has a cause");
    if (causes.size() == 1) return causes.front();
    std::string detail;
    for (const Error& cause : causes) {
        if (!detail.empty()) detail += "; ";
        detail += cause.code.name;
        if (!cause.detail.empty()) detail += ": " + cause.detail;
    }
    return {several, std::move(detail)};
}

}  // namespace hapax
