// VerifyingKey: a public key that says whether a signature is of its owner, by the one algorithm that it is for.
//
//   std::optional<VerifyingKey> key = VerifyingKey::from_jwk(jwk);      // nothing: not a key that signs tokens here
//   key->verifies(signing_input, signature)
//
//   KeySet keys = KeySet::from_jwks(text);                              // keys of other kinds are left out
//   const VerifyingKey* key = keys.find(kid);
//
// The algorithm belongs to the key and is never taken from a token: ES256 for EC keys on P-256, RS256 for RSA keys of
// 2048 up to 4096 bits. A JWK that says otherwise ("use":"enc", another alg) is no key of ours.
// Limits   keys_max in a set, kid_bytes_max for a name; two keys of one name are a broken set.
// Threads  immutable; share freely.
// Source   RFC 7517, RFC 7518 (sections 3.3, 3.4, 6.2, 6.3).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_view.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace hapax::identity {

inline constexpr std::size_t keys_max = 64;
inline constexpr std::size_t kid_bytes_max = 256;

class VerifyingKey {
 public:
    static std::optional<VerifyingKey> from_jwk(JsonView jwk);

    const std::string& kid() const { return kid_; }
    std::string_view algorithm() const { return algorithm_; }
    bool verifies(std::string_view signing_input, std::string_view signature) const;

 private:
    VerifyingKey(std::string kid, std::string_view algorithm, evp_pkey_st* key);

    std::string kid_;
    std::string_view algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

class KeySet {
 public:
    static std::optional<KeySet> from_jwks(std::string_view text);  // nothing: not a set of keys at all

    const VerifyingKey* find(std::string_view kid) const;
    std::size_t size() const { return keys_.size(); }

 private:
    std::vector<VerifyingKey> keys_;
};

}  // namespace hapax::identity
