// TokenFault: what is wrong with a token, in as many words as an operator needs. Who sent it is told less.
//
//   metrics.counter("hapax_tokens_refused_total", {{"fault", std::string(text(fault))}})
//
// Threads  constants.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hapax::identity {

enum class TokenFault : std::uint8_t {
    too_long,
    form,         // not three parts of base64url, or not two JSON objects
    header,       // names something that is not done here: crit, jku, x5u, jwk, x5c, zip, cty, b64
    type,         // typ is none of an access token
    algorithm,    // alg is not what the key is for
    unknown_key,  // kid is missing or names no key
    signature,
    issuer,
    audience,
    subject,
    times,      // exp is missing, or a time is no number of seconds
    not_yet,    // nbf or iat lies ahead
    has_ended,  // exp has passed
};
inline constexpr std::size_t token_fault_count = static_cast<std::size_t>(TokenFault::has_ended) + 1;

constexpr std::string_view text(TokenFault fault) {
    constexpr std::array<std::string_view, token_fault_count> names{
        "too-long", "form",     "header",  "type",  "algorithm", "unknown-key", "signature",
        "issuer",   "audience", "subject", "times", "not-yet",   "has-ended"};
    return names[static_cast<std::size_t>(fault)];
}

}  // namespace hapax::identity
