#include "adapters/identity/jwt_dev/signing_key.hpp"

#include <gtest/gtest.h>

#include "adapters/identity/jwt/base64url.hpp"
#include "adapters/identity/jwt/verifying_key.hpp"

namespace hapax::identity {
namespace {

std::optional<KeySet> set_of(const std::string& jwk) {
    return KeySet::from_jwks("{\"keys\":[" + jwk + "]}");
}

TEST(SigningKeyTest, WhatOneSignsItsPublicHalfVerifiesAndNoOtherDoes) {
    const auto key = SigningKey::generate();
    const auto other = SigningKey::generate();
    const KeySet keys = *set_of(key->public_jwk() + "," + other->public_jwk());
    ASSERT_EQ(keys.size(), 2U);
    for (int i = 0; i < 100; ++i) {  // numbers of a signature begin with zeros now and then
        const std::string token = key->sign("{}", "{\"n\":" + std::to_string(i) + "}");
        const std::string input = token.substr(0, token.rfind('.'));
        const std::string signature = *from_base64url(token.substr(token.rfind('.') + 1));
        ASSERT_EQ(signature.size(), 64U);
        ASSERT_TRUE(keys.find(key->kid())->verifies(input, signature));
        ASSERT_FALSE(keys.find(other->kid())->verifies(input, signature));
        ASSERT_FALSE(keys.find(key->kid())->verifies(input + "x", signature));
    }
}

TEST(SigningKeyTest, AKeyThatIsKeptIsTheSameKey) {
    const auto key = SigningKey::generate();
    const auto again = SigningKey::from_pem(key->pem());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kid(), key->kid());
    EXPECT_EQ(again->public_jwk(), key->public_jwk());
    EXPECT_EQ(again->pem(), key->pem());
}

TEST(SigningKeyTest, WhatIsNoWholeKeyIsNone) {
    const std::string pem = SigningKey::generate()->pem();
    EXPECT_FALSE(SigningKey::from_pem(""));
    EXPECT_FALSE(SigningKey::from_pem("not a key"));
    for (std::size_t cut = 0; cut + 30 < pem.size(); cut += 7) EXPECT_FALSE(SigningKey::from_pem(pem.substr(0, cut)));
    std::string turned = pem;
    turned[60] = turned[60] == 'A' ? 'B' : 'A';
    const auto other = SigningKey::from_pem(turned);
    EXPECT_TRUE(!other || other->kid() != SigningKey::from_pem(pem)->kid());
}

// The example of RFC 7517, appendix A.1, and its thumbprint after RFC 7638.
TEST(KeySetTest, TakesKeysThatSignTokensAndLeavesOutTheOthers) {
    const std::string x = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const std::string y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";
    const std::string n =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
        "BJECPebWKRXjBZCiFV4n3oknjhMs"
        "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
        "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1"
        "n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    const std::string ec = R"({"kty":"EC","kid":"1","crv":"P-256","x":")" + x + R"(","y":")" + y + "\"";
    const std::string rsa = R"({"kty":"RSA","kid":"2","e":"AQAB","n":")" + n + "\"";
    EXPECT_EQ(set_of(ec + "}," + rsa + "}")->size(), 2U);
    EXPECT_EQ(set_of(rsa + "}")->find("2")->algorithm(), "RS256");
    EXPECT_EQ(set_of(ec + "}")->find("1")->algorithm(), "ES256");
    const std::string left_out[] = {
        ec + R"(,"use":"enc"})",
        ec + R"(,"alg":"ES384"})",
        rsa + R"(,"alg":"PS256"})",
        R"({"kty":"EC","crv":"P-256","x":")" + x + R"(","y":")" + y + "\"}",            // no name
        R"({"kty":"EC","kid":"1","crv":"P-384","x":")" + x + R"(","y":")" + y + "\"}",  // another curve
        R"({"kty":"EC","kid":"1","crv":"P-256","x":")" + x + R"(","y":")" + x + "\"}",  // not on it
        R"({"kty":"EC","kid":"1","crv":"P-256","x":")" + x + R"(","y":"AA"})",
        R"({"kty":"RSA","kid":"2","e":"AQAB","n":")" + n.substr(0, 172) + "\"}",  // 1032 bits
        R"({"kty":"RSA","kid":"2","e":"AQABAQAB","n":")" + n + "\"}",
        R"({"kty":"RSA","kid":"2","n":")" + n + "\"}",
        R"({"kty":"oct","kid":"3","k":"c2VjcmV0"})",
        R"({"kty":"OKP","kid":"4","crv":"Ed25519","x":")" + x + "\"}",
        "7",
        "{}",
    };
    for (const std::string& jwk : left_out) EXPECT_EQ(set_of(jwk)->size(), 0U) << jwk;
}

TEST(KeySetTest, WhatIsNoSetIsNone) {
    for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[)", R"({"keys":[],"keys":[]})"}) {
        EXPECT_FALSE(KeySet::from_jwks(text)) << text;
    }
    const std::string jwk = SigningKey::generate()->public_jwk();
    EXPECT_FALSE(set_of(jwk + "," + jwk)) << "two keys of one name";
    std::string many = "{}";
    for (std::size_t i = 0; i < keys_max; ++i) many += ",{}";
    EXPECT_FALSE(set_of(many));
}

}  // namespace
}  // namespace hapax::identity
