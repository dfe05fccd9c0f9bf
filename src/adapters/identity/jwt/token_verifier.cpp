#include "adapters/identity/jwt/token_verifier.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "adapters/identity/jwt/base64url.hpp"
#include "codec/json_document.hpp"
#include "kernel/assert.hpp"

namespace hapax::identity {
namespace {

constexpr std::int64_t microseconds = 1'000'000;
constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
constexpr std::array<std::string_view, 8> not_done_here{"crit", "b64", "zip", "cty", "jku", "jwk", "x5u", "x5c"};

struct Parts {
    std::string_view header, claims, signature;
    std::string_view signed_bytes;
};

std::optional<Parts> parts_of(std::string_view token) {
    const std::size_t first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    if (token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                 token.substr(0, second)};
}

std::optional<std::string_view> text_of(JsonView object, std::string_view name) {
    const auto found = object.find(name);
    if (!found || found->kind() != JsonView::Kind::text) return std::nullopt;
    return found->text();
}

bool parse_object(JsonDocument& document, std::string_view text) {
    return !document.parse(text) && document.root().kind() == JsonView::Kind::object;
}

bool same_type(std::string_view type, std::string_view lower_case) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(type, lower_case, {}, lower);
}

bool fit_for_a_subject(std::string_view text) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    return !text.empty() && text.size() <= subject_bytes_max && std::ranges::none_of(text, control);
}

// Nothing when it is there and no number of whole seconds; `absent` when it is not there.
std::optional<std::int64_t> seconds_of(JsonView claims, std::string_view name, std::int64_t absent) {
    const auto found = claims.find(name);
    if (!found) return absent;
    if (found->kind() != JsonView::Kind::integer) return std::nullopt;
    const std::int64_t seconds = found->integer();
    return seconds < 0 || seconds > seconds_max ? std::nullopt : std::optional(seconds);
}

}  // namespace

TokenVerifier::TokenVerifier(std::shared_ptr<const KeySet> keys, Expectations expected)
    : keys_(std::move(keys)), expected_(std::move(expected)) {
    HAPAX_ASSERT(expected_.leeway >= std::chrono::seconds{0} && expected_.leeway <= leeway_max, "no such leeway");
    HAPAX_ASSERT(!expected_.issuer.empty() && !expected_.audience.empty(), "a token needs an issuer and an audience");
}

Verified TokenVerifier::verify(std::string_view token, Timestamp wall) const {
    if (token.size() > token_bytes_max) return std::unexpected(TokenFault::too_long);
    const auto parts = parts_of(token);
    if (!parts) return std::unexpected(TokenFault::form);
    const auto header = from_base64url(parts->header);
    const auto claims = from_base64url(parts->claims);
    const auto signature = from_base64url(parts->signature);
    if (!header || !claims || !signature) return std::unexpected(TokenFault::form);
    const auto key = key_for(*header);
    if (!key) return std::unexpected(key.error());
    Verified token_of = look_at(*claims, wall);
    if (!token_of && token_of.error() != TokenFault::has_ended) return token_of;
    if (!(*key)->verifies(parts->signed_bytes, *signature)) return std::unexpected(TokenFault::signature);
    return token_of;
}

std::expected<const VerifyingKey*, TokenFault> TokenVerifier::key_for(std::string_view text) const {
    JsonDocument document;
    if (!parse_object(document, text)) return std::unexpected(TokenFault::form);
    const JsonView header = document.root();
    for (const std::string_view name : not_done_here) {
        if (header.find(name)) return std::unexpected(TokenFault::header);
    }
    const auto type = text_of(header, "typ");
    if (!type || !known_type(*type)) return std::unexpected(TokenFault::type);
    const auto kid = text_of(header, "kid");
    const VerifyingKey* key = kid ? keys_->find(*kid) : nullptr;
    if (key == nullptr) return std::unexpected(TokenFault::unknown_key);
    if (text_of(header, "alg") != key->algorithm()) return std::unexpected(TokenFault::algorithm);
    return key;
}

bool TokenVerifier::known_type(std::string_view type) const {
    if (same_type(type, "at+jwt") || same_type(type, "application/at+jwt")) return true;
    return !expected_.only_access_tokens && same_type(type, "jwt");
}

Verified TokenVerifier::look_at(std::string_view text, Timestamp wall) const {
    JsonDocument document;
    if (!parse_object(document, text)) return std::unexpected(TokenFault::form);
    const JsonView claims = document.root();
    if (text_of(claims, "iss") != expected_.issuer) return std::unexpected(TokenFault::issuer);
    if (!for_us(claims)) return std::unexpected(TokenFault::audience);
    const auto subject = text_of(claims, "sub");
    if (!subject || !fit_for_a_subject(*subject)) return std::unexpected(TokenFault::subject);
    const auto expires = seconds_of(claims, "exp", -1);
    const auto begins = seconds_of(claims, "nbf", 0);
    const auto issued = seconds_of(claims, "iat", 0);
    if (!expires || *expires < 0 || !begins || !issued) return std::unexpected(TokenFault::times);
    const std::int64_t leeway = expected_.leeway.count();
    if ((std::max(*begins, *issued) - leeway) * microseconds > wall.us) return std::unexpected(TokenFault::not_yet);
    const Timestamp until{(*expires + leeway) * microseconds};
    if (until <= wall) return std::unexpected(TokenFault::has_ended);
    return VerifiedToken{std::string(*subject), until};
}

bool TokenVerifier::for_us(JsonView claims) const {
    const auto audience = claims.find("aud");
    if (!audience) return false;
    if (audience->kind() == JsonView::Kind::text) return audience->text() == expected_.audience;
    if (audience->kind() != JsonView::Kind::array) return false;
    bool found = false;
    for (std::size_t i = 0; i < audience->size(); ++i) {
        const JsonView one = audience->element(i);
        if (one.kind() != JsonView::Kind::text) return false;
        found = found || one.text() == expected_.audience;
    }
    return found;
}

}  // namespace hapax::identity
