// SigningKey: an ES256 key that signs tokens. For the development issuer and for tests; a real issuer is somewhere else.
//
//   auto key = SigningKey::generate();
//   auto again = SigningKey::from_pem(key->pem());            // nothing: no key on P-256 in it
//   std::string token = key->sign(R"({"alg":"ES256",…})", R"({"iss":…})");
//
// The name of a key is its thumbprint (RFC 7638), so one key has one name wherever it is kept.
// Errors   null when OpenSSL cannot make a key.
// Threads  immutable; signing from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace hapax::identity {

class SigningKey {
 public:
    static std::optional<SigningKey> generate();
    static std::optional<SigningKey> from_pem(std::string_view pem);

    std::string pem() const;  // PKCS #8, without a password
    const std::string& kid() const { return kid_; }
    std::string public_jwk() const;

    // header.claims.signature
    std::string sign(std::string_view header, std::string_view claims) const;

 private:
    explicit SigningKey(evp_pkey_st* key);

    std::shared_ptr<evp_pkey_st> key_;
    std::string x_, y_;  // of the public point, as base64url
    std::string kid_;
};

}  // namespace hapax::identity
