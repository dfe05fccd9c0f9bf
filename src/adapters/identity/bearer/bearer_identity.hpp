// The Identity port over fixed tokens.
//
//   auto identity = make_bearer_identity(tokens, anonymous_too);
//
// Threads  one loop's; the tokens may be shared.
#pragma once

#include <memory>

#include "adapters/identity/bearer/bearer_tokens.hpp"
#include "ports/driven/identity.hpp"

namespace hapax::identity {

// `anonymous_too`: who sends no token is let in as the anonymous caller.
std::unique_ptr<Identity> make_bearer_identity(std::shared_ptr<const BearerTokens> tokens, bool anonymous_too);

}  // namespace hapax::identity
