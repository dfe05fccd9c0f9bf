#include "adapters/identity/jwt_dev/dev_issuer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/json_document.hpp"

namespace hapax::identity {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Timestamp now{1'790'000'000'000'000};

DevIssuer issuer() {
    return {*SigningKey::generate(), "urn:hapax:dev", "hapax"};
}

TEST(DevIssuerTest, ItsTokensAreTakenUntilTheyEnd) {
    const DevIssuer dev = issuer();
    const std::string token = dev.mint("alice", 1h, now);
    const auto verified = dev.verifier()->verify(token, now);
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->subject, "alice");
    EXPECT_EQ(verified->until.us, now.us + 3'660'000'000) << "an hour and the leeway";
    EXPECT_TRUE(dev.verifier()->verify(token, Timestamp{now.us + 3'659'999'999}));
    EXPECT_EQ(dev.verifier()->verify(token, verified->until).error(), TokenFault::has_ended);
}

TEST(DevIssuerTest, AnySubjectThatFitsIsWrittenSoThatItIsReadAgain) {
    const DevIssuer dev = issuer();
    for (const std::string subject : {"a", "\"quoted\"", "back\\slash", "Zoë", "a|b"}) {
        EXPECT_EQ(dev.verifier()->verify(dev.mint(subject, 1s, now), now)->subject, subject);
    }
    const std::string longest(subject_bytes_max, 's');
    EXPECT_EQ(dev.verifier()->verify(dev.mint(longest, 1s, now), now)->subject, longest);
}

TEST(DevIssuerTest, ItsTokensAreNobodyElsesAndForNobodyElse) {
    const DevIssuer dev = issuer();
    const std::string token = dev.mint("alice", 1h, now);
    EXPECT_EQ(issuer().verifier()->verify(token, now).error(), TokenFault::unknown_key);
    const auto key = *SigningKey::generate();
    const auto verifier = DevIssuer(key, "urn:hapax:dev", "hapax").verifier();
    EXPECT_EQ(verifier->verify(DevIssuer(key, "urn:other", "hapax").mint("alice", 1h, now), now).error(),
              TokenFault::issuer);
    EXPECT_EQ(verifier->verify(DevIssuer(key, "urn:hapax:dev", "shop").mint("alice", 1h, now), now).error(),
              TokenFault::audience);
}

TEST(DevIssuerTest, ItsDocumentsAreJsonAndHoldNoSecret) {
    const auto key = *SigningKey::generate();
    const DevIssuer dev(key, "urn:hapax:dev", "hapax");
    JsonDocument document;
    EXPECT_EQ(document.parse(dev.discovery("http://127.0.0.1:8080/dev/oidc")), std::nullopt);
    EXPECT_EQ(document.root().find("issuer")->text(), "urn:hapax:dev");
    EXPECT_EQ(document.root().find("jwks_uri")->text(), "http://127.0.0.1:8080/dev/oidc/jwks");
    EXPECT_EQ(document.parse(dev.jwks()), std::nullopt);
    const JsonView jwk = document.root().find("keys")->element(0);
    EXPECT_EQ(jwk.find("kid")->text(), key.kid());
    EXPECT_FALSE(jwk.find("d")) << "the private number";
}

}  // namespace
}  // namespace hapax::identity
