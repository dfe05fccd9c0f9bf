// Call: a call that a client has under way, and what was known when it began.
//
// Threads  values.
#pragma once

#include "tools/check/format/line.hpp"
#include "tools/check/index/operation.hpp"

namespace hapax::check {

struct Call {
    std::uint64_t id = 0;  // the client
    std::int64_t invoked_at = 0;
    std::uint64_t view = 0;
    std::uint32_t operation = 0;
    std::uint32_t payload = 0;       // 0: the operation's first one, else a number in Evidence::payloads
    std::uint32_t stream = 0;
    std::uint32_t line = 0;          // of its invoke
    std::uint32_t known_line = 0;    // showed `known` before this call began
    std::uint32_t version = 0;       // of a read: completed before it began
    std::uint32_t version_line = 0;
    std::uint32_t kept = 0;          // of a read: among those that C16 looks at
    State known = State::none;       // of the operation
    LineKind kind = LineKind::nemesis;
    bool open = false;
    bool of_one_movement = false;    // a read with `op`
};

}  // namespace hapax::check
