// What may go wrong in a tool beyond what the parts say, and the exit code of every error.
#pragma once

#include "host/server/exit_code.hpp"
#include "kernel/error.hpp"

namespace hapax::tools {

namespace tool_errc {
inline constexpr ErrorCode no_store{"no-store", Handling::park};              // no journal where one was said to be
inline constexpr ErrorCode not_found{"not-found", Handling::park};            // the store does not hold it
inline constexpr ErrorCode not_confirmed{"not-confirmed", Handling::park};    // --yes is missing
inline constexpr ErrorCode unreachable{"unreachable", Handling::retry};       // no server, too late, or no HTTP
inline constexpr ErrorCode not_authorised{"not-authorised", Handling::park};  // 401, 403
inline constexpr ErrorCode refused{"refused", Handling::park};                // another answer than a good one
inline constexpr ErrorCode not_written{"not-written", Handling::park};        // standard output takes no more
}  // namespace tool_errc

inline int exit_code(const Error& error) {
    if (error.code == tool_errc::unreachable) return exit_unreachable;
    if (error.code == tool_errc::not_authorised) return exit_not_authorised;
    return exit_code_of(error);
}

}  // namespace hapax::tools
