// The problem catalogue: every type of problem that a service of ours answers by itself, and what to do about it.
//
//   const ProblemKind* kind = find_problem("operation-expired");   // 410, not to be retried, …
//
// The pages under /problems/, docs/problems/ and the answers of the OpenAPI document are made of these rows. What an
// author's decide() rejects with is his: DeclaredRejection. `status` is that of the answer, `code` the last part of its
// `type`; both are stable.
// Threads  constants.
// Source   RFC 9457; ARCHITECTURE.md, section 8.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/error.hpp"

namespace hapax {

// Which requests may be answered so; a sum.
namespace problem_at {
inline constexpr std::uint32_t any = 1;        // whatever was asked
inline constexpr std::uint32_t command = 2;    // a command
inline constexpr std::uint32_t operation = 4;  // a look at an operation
inline constexpr std::uint32_t row = 8;        // a read of one row
inline constexpr std::uint32_t rows = 16;      // a list of rows
inline constexpr std::uint32_t address = 32;   // an address that is not among the routes
inline constexpr std::uint32_t stream = 64;    // events of operations, over SSE or the hub
inline constexpr std::uint32_t hub = 128;      // the hub's addresses only
inline constexpr std::uint32_t list = 256;     // a list of operations
inline constexpr std::uint32_t guarded = 512;  // a command whose look-alikes are refused for a time
inline constexpr std::uint32_t view = row | rows;
inline constexpr std::uint32_t read = operation | view | list;
inline constexpr std::uint32_t asked = command | read | stream;  // somebody's, and not everybody's
}  // namespace problem_at

struct ProblemKind {
    std::string_view code;
    unsigned status = 500;
    bool retryable = false;
    std::uint32_t at = problem_at::any;
    std::string_view meaning;
    std::string_view advice;
};

std::span<const ProblemKind> problem_catalogue();        // sorted by code
const ProblemKind* find_problem(std::string_view code);  // nothing = not ours

// As which problem an error is told: as itself, or, when nobody outside shall know it, by what can be done about it.
const ProblemKind& problem_of(const ErrorCode& code);

}  // namespace hapax
