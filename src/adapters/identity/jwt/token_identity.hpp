// TokenIdentity: the Identity port over JSON web tokens: a verifier, and what it found good before.
//
//   auto identity = make_token_identity(verifier, anonymous_too, metrics, edge);
//
// A caller is the issuer and the subject of his token. Faults are counted: hapax_tokens_refused_total{fault,edge}.
// Cost     a digest for a token that was seen before, a signature check for a new one.
// Threads  one loop's; the verifier may be shared.
#pragma once

#include <cstdint>
#include <memory>

#include "adapters/identity/jwt/token_verifier.hpp"
#include "ports/driven/identity.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax::identity {

// `anonymous_too`: who sends no token is let in as the anonymous caller.
std::unique_ptr<Identity> make_token_identity(std::shared_ptr<const TokenVerifier> verifier, bool anonymous_too,
                                              Metrics& metrics, std::uint32_t edge);

}  // namespace hapax::identity
