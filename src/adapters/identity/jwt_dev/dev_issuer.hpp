// DevIssuer: an issuer of tokens for development. Whoever can read its key can be anybody: it has no users and asks for
// no password.
//
//   const DevIssuer issuer(key, "urn:hapax:dev", "hapax");
//   std::string token = issuer.mint("alice", 1h, wall);
//   issuer.verifier()            // takes its tokens, and no others
//   issuer.jwks(), issuer.discovery(url)
//
// Its tokens are access tokens of RFC 9068 (typ at+jwt) with iss, sub, aud, iat and exp.
// There is no token endpoint on purpose: docs/decisions/0034-who-asks.md.
// Units    a lifetime is in whole seconds, at most lifetime_max.
// Threads  immutable; share freely.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/identity/jwt/token_verifier.hpp"
#include "adapters/identity/jwt_dev/signing_key.hpp"
#include "kernel/time.hpp"

namespace hapax::identity {

inline constexpr std::chrono::seconds lifetime_max = std::chrono::hours{24 * 365};

class DevIssuer {
 public:
    DevIssuer(SigningKey key, std::string issuer, std::string audience);

    std::string mint(std::string_view subject, std::chrono::seconds lifetime, Timestamp wall) const;

    std::shared_ptr<const TokenVerifier> verifier() const;
    std::string jwks() const;
    std::string discovery(std::string_view url) const;  // url: where the documents are served, without a last slash

 private:
    SigningKey key_;
    std::string issuer_;
    std::string audience_;
};

}  // namespace hapax::identity
