// Identity: who asks, as the token of a request says, or why he is not let in.
//
//   const Identification who = identity.identify(token, wall);     // token: without "Bearer "; empty when none came
//   if (!who) return challenge(who.error());
//   submission.caller = (*who)->caller;                            // (*who)->until: when the proof ends
//
// The caller is half of what an operation is known by: another caller's operation of the same id is another operation.
// Invariants
//   1. The same token names the same caller until the proof ends, and nobody from then on.
//   2. Nobody who is identified is the anonymous caller, and everybody who is let in without proof is.
//   3. identify() neither blocks nor does I/O; time is an argument.
//   4. A token that nobody looks at is a doubt and not anonymous: who sent it would take it for checked.
// Lifetime  what identify() answers is valid until it is called again.
// Errors    a Doubt says no more than who sent the token may know. What was wrong in detail is counted for the operator.
// Threads   one loop's; each loop has its own.
// Source    ARCHITECTURE.md, section 5; docs/decisions/0034-who-asks.md; the suite is tests/contract/identity_contract.hpp.
#pragma once

#include <cstdint>
#include <expected>
#include <limits>
#include <string_view>

#include "kernel/ids.hpp"
#include "kernel/time.hpp"

namespace hapax {

inline constexpr Timestamp no_end{std::numeric_limits<std::int64_t>::max()};

struct Identified {
    Caller caller;
    CallerScope scope;         // of the caller
    Timestamp until = no_end;  // from then on the token proves nothing: what was opened with it is closed
};

enum class Doubt : std::uint8_t {
    missing,     // a token is needed and none came
    invalid,     // it is no token of ours, or not for us, or not yet
    expired,     // it was a good one
    unasked_for  // nobody is identified here
};

using Identification = std::expected<const Identified*, Doubt>;

class Identity {
 public:
    virtual ~Identity() = default;
    virtual Identification identify(std::string_view token, Timestamp wall) = 0;
};

}  // namespace hapax
