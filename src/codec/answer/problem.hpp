// Problem: the document of every answer that is no success (RFC 9457, application/problem+json).
//
//   append_problem(body, {.code = "insufficient-funds", .status = 409, .operation = id, .retryable = false,
//                         .applied = false});
//
// `type` is "/problems/<code>", `title` the code as words; both are stable. `applied` is false only where it is certain
// that nothing was done, and absent otherwise.
// Threads  functions of their arguments.
// Source   RFC 9457; ARCHITECTURE.md, section 8.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernel/model/aggregate_type.hpp"

namespace hapax {

inline constexpr std::string_view problem_media_type = "application/problem+json";

struct Problem {
    std::string_view code;
    unsigned status = 500;
    std::string_view detail = {};
    std::string_view operation = {};  // its id; `instance` is then its status document
    std::string_view correlation_id = {};
    bool retryable = false;
    std::optional<bool> applied = {};
    std::optional<std::uint64_t> current_version = {};
    std::span<const FieldError> errors = {};
    std::span<const std::string> causes = {};
    std::string_view fields = {};  // extension members: "{…}" or empty
};

void append_problem(std::string& out, const Problem& problem);

}  // namespace hapax
