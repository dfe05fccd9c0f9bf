// BearerTokens: a few fixed tokens and whom each names, for services with a handful of known clients.
//
//   # token                            subject
//   6f1c0f7d9f3b4c0aa1d2e3f405162738   alice
//
//   Result<std::shared_ptr<const BearerTokens>> tokens = BearerTokens::read(text);
//   auto identity = make_bearer_identity(*tokens, anonymous_too);
//
// One token and one subject on a line, white space between them; empty lines and lines that begin with # are passed over.
// A caller of these has the issuer `bearer`: nobody of another issuer is ever the same caller.
// Memory holds digests of the tokens, and they are compared in constant time.
// Limits   as named below; a token has at least token_bytes_min characters of RFC 6750's, because it is all the proof
//          that there is.
// Errors   bearer_errc::broken with the line; a token is never named in it.
// Threads  immutable; share freely.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "codec/secret_digest.hpp"
#include "kernel/error.hpp"
#include "ports/driven/identity.hpp"

namespace hapax::identity {

namespace bearer_errc {
inline constexpr ErrorCode broken{"bearer-file-invalid", Handling::park};
}  // namespace bearer_errc

class BearerTokens {
 public:
    static constexpr std::string_view issuer = "bearer";
    static constexpr std::size_t tokens_max = 10'000;
    static constexpr std::size_t token_bytes_min = 16;
    static constexpr std::size_t token_bytes_max = 512;
    static constexpr std::size_t subject_bytes_max = 255;

    static Result<std::shared_ptr<const BearerTokens>> read(std::string_view text);

    const Identified* find(std::string_view token) const;  // null: nobody's
    std::size_t size() const { return by_token_.size(); }

 private:
    std::unordered_map<SecretDigest, Identified> by_token_;
};

}  // namespace hapax::identity
