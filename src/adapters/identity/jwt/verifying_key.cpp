#include "adapters/identity/jwt/verifying_key.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "adapters/identity/jwt/base64url.hpp"
#include "adapters/identity/jwt/openssl_handles.hpp"
#include "codec/json_document.hpp"
#include "kernel/assert.hpp"

namespace hapax::identity {
namespace {

constexpr std::string_view es256 = "ES256";
constexpr std::string_view rs256 = "RS256";
constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t modulus_bytes_min = 256;
constexpr std::size_t modulus_bytes_max = 512;
constexpr std::size_t exponent_bytes_max = 4;

using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string_view text_member(JsonView object, std::string_view name) {
    const auto found = object.find(name);
    return found && found->kind() == JsonView::Kind::text ? found->text() : std::string_view();
}

std::optional<std::string> bytes_member(JsonView object, std::string_view name) {
    const std::string_view text = text_member(object, name);
    return text.empty() ? std::nullopt : from_base64url(text);
}

// A public key from its parameters, or null when they are no point of the curve, or no key at all.
Key key_of(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext making(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !making || EVP_PKEY_fromdata_init(making.get()) != 1) return nullptr;
    if (EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
    Key key(made);
    const KeyContext checking(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    return checking && EVP_PKEY_public_check(checking.get()) == 1 ? std::move(key) : nullptr;
}

Key ec_key(JsonView jwk) {
    if (text_member(jwk, "crv") != "P-256") return nullptr;
    const auto x = bytes_member(jwk, "x");
    const auto y = bytes_member(jwk, "y");
    if (!x || !y || x->size() != coordinate_bytes || y->size() != coordinate_bytes) return nullptr;
    const std::string point = "\x04" + *x + *y;  // uncompressed
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return key_of("EC", builder.get());
}

Key rsa_key(JsonView jwk) {
    const auto n = bytes_member(jwk, "n");
    const auto e = bytes_member(jwk, "e");
    if (!n || !e || e->size() > exponent_bytes_max) return nullptr;
    if (n->size() < modulus_bytes_min || n->size() > modulus_bytes_max || n->front() == '\0') return nullptr;
    const Number modulus = number_of(*n);
    const Number exponent = number_of(*e);
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return key_of("RSA", builder.get());
}

// In a token the two numbers of an ECDSA signature stand side by side; OpenSSL wants them in DER.
std::string der_of(std::string_view raw) {
    const Signature signature(ECDSA_SIG_new());
    Number r = number_of(raw.substr(0, coordinate_bytes));
    Number s = number_of(raw.substr(coordinate_bytes));
    if (!signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());  // the signature owns them now
    static_cast<void>(s.release());
    const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
    if (size <= 0) return {};
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(signature.get(), &out);
    return der;
}

bool verified(EVP_PKEY* key, std::string_view input, std::string_view signature) {
    const DigestContext context(EVP_MD_CTX_new());
    if (!context) return false;
    if (EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr) != 1) return false;
    return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(input), input.size()) == 1;
}

bool signs_tokens(JsonView jwk, std::string_view algorithm) {
    const std::string_view use = text_member(jwk, "use");
    const std::string_view alg = text_member(jwk, "alg");
    return (use.empty() || use == "sig") && (alg.empty() || alg == algorithm);
}

}  // namespace

VerifyingKey::VerifyingKey(std::string kid, std::string_view algorithm, EVP_PKEY* key)
    : kid_(std::move(kid)), algorithm_(algorithm), key_(key, EVP_PKEY_free) {}

std::optional<VerifyingKey> VerifyingKey::from_jwk(JsonView jwk) {
    if (jwk.kind() != JsonView::Kind::object) return std::nullopt;
    const std::string_view kid = text_member(jwk, "kid");
    const std::string_view type = text_member(jwk, "kty");
    const std::string_view algorithm = type == "EC" ? es256 : type == "RSA" ? rs256 : std::string_view();
    if (kid.empty() || kid.size() > kid_bytes_max || algorithm.empty() || !signs_tokens(jwk, algorithm)) {
        return std::nullopt;
    }
    Key key = algorithm == es256 ? ec_key(jwk) : rsa_key(jwk);
    if (!key) return std::nullopt;
    return VerifyingKey(std::string(kid), algorithm, key.release());
}

bool VerifyingKey::verifies(std::string_view signing_input, std::string_view signature) const {
    if (algorithm_ == es256) {
        if (signature.size() != 2 * coordinate_bytes) return false;
        const std::string der = der_of(signature);
        return !der.empty() && verified(key_.get(), signing_input, der);
    }
    return verified(key_.get(), signing_input, signature);  // OpenSSL wants exactly as many bytes as the modulus has
}

std::optional<KeySet> KeySet::from_jwks(std::string_view text) {
    JsonDocument document;
    if (document.parse(text)) return std::nullopt;
    if (document.root().kind() != JsonView::Kind::object) return std::nullopt;
    const auto keys = document.root().find("keys");
    if (!keys || keys->kind() != JsonView::Kind::array || keys->size() > keys_max) return std::nullopt;
    KeySet set;
    for (std::size_t i = 0; i < keys->size(); ++i) {
        auto key = VerifyingKey::from_jwk(keys->element(i));
        if (!key) continue;
        if (set.find(key->kid()) != nullptr) return std::nullopt;
        set.keys_.push_back(*std::move(key));
    }
    return set;
}

const VerifyingKey* KeySet::find(std::string_view kid) const {
    const auto found = std::ranges::find(keys_, kid, &VerifyingKey::kid);
    return found == keys_.end() ? nullptr : &*found;
}

}  // namespace hapax::identity
