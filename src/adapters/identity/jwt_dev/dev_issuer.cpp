#include "adapters/identity/jwt_dev/dev_issuer.hpp"

#include "codec/json_string.hpp"
#include "kernel/assert.hpp"

namespace hapax::identity {
namespace {

std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace

DevIssuer::DevIssuer(SigningKey key, std::string issuer, std::string audience)
    : key_(std::move(key)), issuer_(std::move(issuer)), audience_(std::move(audience)) {}

std::string DevIssuer::mint(std::string_view subject, std::chrono::seconds lifetime, Timestamp wall) const {
    HAPAX_ASSERT(!subject.empty() && subject.size() <= subject_bytes_max, "a subject has 1 to 255 bytes");
    HAPAX_ASSERT(lifetime.count() > 0 && lifetime <= lifetime_max, "no such lifetime of a token");
    const std::int64_t now = wall.us / 1'000'000;
    const std::string header = R"({"alg":"ES256","typ":"at+jwt","kid":")" + key_.kid() + "\"}";
    const std::string claims = "{\"iss\":" + quoted(issuer_) + ",\"sub\":" + quoted(subject) +
                               ",\"aud\":" + quoted(audience_) + ",\"iat\":" + std::to_string(now) +
                               ",\"exp\":" + std::to_string(now + lifetime.count()) + "}";
    return key_.sign(header, claims);
}

std::shared_ptr<const TokenVerifier> DevIssuer::verifier() const {
    auto keys = KeySet::from_jwks(jwks());
    HAPAX_ASSERT(keys && keys->size() == 1, "the development key does not verify what it signs");
    Expectations expected{.issuer = issuer_, .audience = audience_};
    expected.only_access_tokens = true;
    return std::make_shared<const TokenVerifier>(std::make_shared<const KeySet>(*std::move(keys)), std::move(expected));
}

std::string DevIssuer::jwks() const {
    return "{\"keys\":[" + key_.public_jwk() + "]}";
}

std::string DevIssuer::discovery(std::string_view url) const {
    return "{\"issuer\":" + quoted(issuer_) + ",\"jwks_uri\":" + quoted(std::string(url) + "/jwks") +
           R"(,"response_types_supported":["none"],"subject_types_supported":["public"])" +
           R"(,"id_token_signing_alg_values_supported":["ES256"]})";
}

}  // namespace hapax::identity
