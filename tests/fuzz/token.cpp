// A byte of choice, then a token, or the texts of its header and claims, or a set of keys → what names a caller.
//
// Promises  only what the issuer signed names anybody, and then for exactly the claims that were signed; a key set that is
//           taken can be asked for any name; nothing in a token makes the verifier fail.
#include <memory>

#include "adapters/identity/bearer/bearer_tokens.hpp"
#include "adapters/identity/jwt/base64url.hpp"
#include "adapters/identity/jwt/token_verifier.hpp"
#include "adapters/identity/jwt_dev/dev_issuer.hpp"
#include "codec/answer/json_members.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

constexpr Timestamp now{1'790'000'000'000'000};

// One key for all runs; no corpus can hold its signatures, so what is taken was signed here.
const identity::SigningKey& key() {
    static const identity::SigningKey made = *identity::SigningKey::generate();
    return made;
}
const identity::TokenVerifier& verifier() {
    static const auto made = identity::DevIssuer(key(), "urn:hapax:dev", "hapax").verifier();
    return *made;
}

void try_base64url(const std::string& text) {
    const auto bytes = identity::from_base64url(text);
    if (bytes) HAPAX_ASSERT(identity::to_base64url(*bytes) == text, "bytes have two texts");
    HAPAX_ASSERT(identity::from_base64url(identity::to_base64url(text)) == text, "bytes are lost in their text");
}

void try_token(const std::string& token) {
    HAPAX_ASSERT(!verifier().verify(token, now), "a token that nobody signed names somebody");
}

// The claims are signed whatever they are: they are taken only when they say what they must.
void try_claims(const std::string& claims) {
    const std::string header = R"({"alg":"ES256","typ":"at+jwt","kid":")" + key().kid() + "\"}";
    const auto verified = verifier().verify(key().sign(header, claims), now);
    if (!verified) return;
    HAPAX_ASSERT(!verified->subject.empty() && verified->subject.size() <= identity::subject_bytes_max, "a subject");
    HAPAX_ASSERT(valid_utf8(verified->subject), "a subject is no text");
    HAPAX_ASSERT(verified->until > now, "a token that has ended names somebody");
}

// The signature is right whatever the header is: only the one header that fits is taken.
void try_header(const std::string& header) {
    const std::string claims = R"({"iss":"urn:hapax:dev","aud":"hapax","sub":"alice","exp":1790000001})";
    const auto verified = verifier().verify(key().sign(header, claims), now);
    HAPAX_ASSERT(!verified || header.find(key().kid()) != std::string::npos, "a token without our key names somebody");
}

void try_keys(const std::string& text) {
    const auto keys = identity::KeySet::from_jwks(text);
    if (!keys) return;
    HAPAX_ASSERT(keys->size() <= identity::keys_max, "more keys than there may be");
    HAPAX_ASSERT(keys->find("") == nullptr, "a key without a name");
}

void try_bearer_file(const std::string& text) {
    const auto tokens = identity::BearerTokens::read(text);
    if (!tokens) return;
    HAPAX_ASSERT((*tokens)->size() > 0, "a file without tokens is taken");
    HAPAX_ASSERT((*tokens)->find(text) == nullptr || text.find('\n') == std::string::npos, "a file is a token");
}

}  // namespace

HAPAX_FUZZ_TARGET(token) {
    const std::uint8_t choice = input.take_byte();
    const std::string text = exact_copy(input.take_rest());
    switch (choice % 6) {
        case 0:
            return try_token(text);
        case 1:
            return try_claims(text);
        case 2:
            return try_header(text);
        case 3:
            return try_keys(text);
        case 4:
            return try_bearer_file(text);
        default:
            return try_base64url(text);
    }
}

}  // namespace hapax::fuzz
