#include "adapters/identity/jwt_dev/signing_key.hpp"

#include <algorithm>
#include <array>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "adapters/identity/jwt/base64url.hpp"
#include "adapters/identity/jwt/openssl_handles.hpp"
#include "codec/digest.hpp"
#include "kernel/assert.hpp"

namespace hapax::identity {
namespace {

constexpr int coordinate_bytes = 32;

using Bytes = std::unique_ptr<BIO, Freed<BIO_free>>;

std::string padded(const BIGNUM* number) {
    std::string bytes(coordinate_bytes, '\0');
    const int size = BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), coordinate_bytes);
    HAPAX_ASSERT(size == coordinate_bytes, "a number of P-256 is longer than its field");
    return bytes;
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
    BIGNUM* found = nullptr;
    HAPAX_ASSERT(EVP_PKEY_get_bn_param(key, name, &found) == 1, "an EC key has no public point");
    return to_base64url(padded(Number(found).get()));
}

bool on_p256(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    return EVP_PKEY_is_a(key, "EC") == 1 &&
           EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) == 1 &&
           std::string_view(group.data()) == "prime256v1";
}

std::string raw_of(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    HAPAX_ASSERT(signature != nullptr, "OpenSSL made a signature that it cannot read");
    return padded(ECDSA_SIG_get0_r(signature.get())) + padded(ECDSA_SIG_get0_s(signature.get()));
}

std::string signature_of(EVP_PKEY* key, std::string_view input) {
    const DigestContext context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    std::array<unsigned char, 128> der{};
    std::size_t size = der.size();
    const bool done = context &&
                      EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr) == 1 &&
                      EVP_DigestSign(context.get(), der.data(), &size, bytes, input.size()) == 1;
    HAPAX_ASSERT(done, "a token could not be signed");
    return raw_of({reinterpret_cast<const char*>(der.data()), size});
}

}  // namespace

SigningKey::SigningKey(EVP_PKEY* key)
    : key_(key, EVP_PKEY_free),
      x_(coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X)),
      y_(coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y)) {
    // The members in the order of their names, and no others: so says RFC 7638.
    const auto thumbprint = sha256(R"({"crv":"P-256","kty":"EC","x":")" + x_ + R"(","y":")" + y_ + "\"}");
    kid_ = to_base64url({reinterpret_cast<const char*>(thumbprint.data()), thumbprint.size()});
}

std::optional<SigningKey> SigningKey::generate() {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    if (key == nullptr) return std::nullopt;
    return SigningKey(key);
}

std::optional<SigningKey> SigningKey::from_pem(std::string_view pem) {
    const Bytes from(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (!from) return std::nullopt;
    // A password is never asked for: a key that needs one is no key here.
    const auto no_password = [](char*, int, int, void*) { return -1; };
    Key key(PEM_read_bio_PrivateKey(from.get(), nullptr, no_password, nullptr));
    if (!key || !on_p256(key.get())) return std::nullopt;
    return SigningKey(key.release());
}

std::string SigningKey::pem() const {
    const Bytes into(BIO_new(BIO_s_mem()));
    const bool written =
        into && PEM_write_bio_PKCS8PrivateKey(into.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
    HAPAX_ASSERT(written, "a key could not be written");
    char* text = nullptr;
    const long size = BIO_get_mem_data(into.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string SigningKey::public_jwk() const {
    return R"({"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":")" + kid_ + R"(","x":")" + x_ + R"(","y":")" +
           y_ + "\"}";
}

std::string SigningKey::sign(std::string_view header, std::string_view claims) const {
    std::string token = to_base64url(header) + "." + to_base64url(claims);
    return token + "." + to_base64url(signature_of(key_.get(), token));
}

}  // namespace hapax::identity
