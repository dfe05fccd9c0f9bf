// TokenVerifier: whether a compact JSON web token is a good access token for us, and whose it is.
//
//   const TokenVerifier verifier(keys, {.issuer = "urn:hapax:dev", .audience = "hapax"});
//   const Verified token = verifier.verify(text, wall);       // std::unexpected(TokenFault::…) says what is wrong
//
// A token is taken when all of this holds; nothing else in it is looked at, and nothing is ever fetched for it.
//   1. At most token_bytes_max; three parts of strict base64url; header and claims are JSON objects without a repeated
//      name.
//   2. kid names a key; alg is that key's algorithm; typ is JWT or at+jwt; the header asks for nothing that is not done
//      here (crit, b64, zip, cty, jku, jwk, x5u, x5c).
//   3. The key says that the signature is its owner's, over exactly the bytes that came.
//   4. iss is the issuer, byte for byte; aud is or holds the audience; sub has 1 to subject_bytes_max bytes and none of
//      them is a control character.
//   5. exp is there and has not passed; nbf and iat, where they are, do not lie ahead; all are whole seconds. A clock may
//      be wrong by `leeway`.
// Claims are looked at before the signature, which costs fifty times as much; but that a token has ended is said only of
// one that is good otherwise.
// Threads  immutable; share freely.
// Source   RFC 7515, RFC 7519, RFC 8725, RFC 9068.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/identity/jwt/token_fault.hpp"
#include "adapters/identity/jwt/verifying_key.hpp"
#include "kernel/time.hpp"

namespace hapax::identity {

inline constexpr std::size_t token_bytes_max = 8 << 10;
inline constexpr std::size_t subject_bytes_max = 255;
inline constexpr std::chrono::seconds leeway_max{60};

struct Expectations {
    std::string issuer;
    std::string audience;
    std::chrono::seconds leeway = leeway_max;
    bool only_access_tokens = false;  // typ must be at+jwt (RFC 9068), as it should where the issuer can say so
};

struct VerifiedToken {
    std::string subject;
    Timestamp until;  // exp and the leeway
};
using Verified = std::expected<VerifiedToken, TokenFault>;

class TokenVerifier {
 public:
    TokenVerifier(std::shared_ptr<const KeySet> keys, Expectations expected);

    Verified verify(std::string_view token, Timestamp wall) const;
    const std::string& issuer() const { return expected_.issuer; }

 private:
    std::expected<const VerifyingKey*, TokenFault> key_for(std::string_view header) const;
    bool known_type(std::string_view type) const;
    bool for_us(JsonView claims) const;
    Verified look_at(std::string_view claims, Timestamp wall) const;

    std::shared_ptr<const KeySet> keys_;
    Expectations expected_;
};

}  // namespace hapax::identity
