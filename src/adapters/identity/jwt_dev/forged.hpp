// For tests: tokens in every wrong form, made by one who has the issuer's key and by others.
//
//   Forger forger;
//   forger.token(header, claims)          // rightly signed, whatever they say
//   for (const Forged& bad : forger.all()) …
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "adapters/identity/jwt/base64url.hpp"
#include "adapters/identity/jwt_dev/dev_issuer.hpp"

namespace hapax::identity {

struct Forged {
    std::string what;
    std::string token;
    TokenFault fault;
};

class Forger {
 public:
    static constexpr Timestamp now{1'790'000'000'000'000};
    static constexpr std::int64_t now_s = now.us / 1'000'000;

    const SigningKey& key() const { return key_; }
    DevIssuer issuer() const { return {key_, "urn:hapax:dev", "hapax"}; }
    std::shared_ptr<const TokenVerifier> verifier() const {
        auto keys = KeySet::from_jwks(issuer().jwks());
        return std::make_shared<const TokenVerifier>(std::make_shared<const KeySet>(*std::move(keys)),
                                                     Expectations{.issuer = "urn:hapax:dev", .audience = "hapax"});
    }

    std::string header(const std::string& more = {}) const {
        return R"({"alg":"ES256","typ":"at+jwt","kid":")" + key_.kid() + "\"" + more + "}";
    }
    std::string header_with(const std::string& alg, const std::string& typ = "at+jwt") const {
        return R"({"alg":")" + alg + R"(","typ":")" + typ + R"(","kid":")" + key_.kid() + "\"}";
    }
    static std::string seconds(std::int64_t from_now) { return std::to_string(now_s + from_now); }
    // The claims of a good token but for one: `instead` takes the place of what begins with its name, or is added.
    static std::string claims(const std::string& instead = {}) {
        std::vector<std::string> members{R"("iss":"urn:hapax:dev")", R"("sub":"alice")", R"("aud":"hapax")",
                                         "\"exp\":" + seconds(3600)};
        const std::string name = instead.substr(0, instead.find(':') + 1);
        bool placed = instead.empty();
        for (std::string& member : members) {
            if (placed || !member.starts_with(name)) continue;
            member = instead;
            placed = true;
        }
        if (!placed) members.push_back(instead);
        return object(members);
    }
    static std::string claims_without(const std::string& name) {
        std::vector<std::string> kept;
        for (const std::string& member : {std::string(R"("iss":"urn:hapax:dev")"), std::string(R"("sub":"alice")"),
                                          std::string(R"("aud":"hapax")"), "\"exp\":" + seconds(3600)}) {
            if (!member.starts_with("\"" + name + "\"")) kept.push_back(member);
        }
        return object(kept);
    }
    std::string token(const std::string& header, const std::string& claims) const { return key_.sign(header, claims); }
    std::string good() const { return token(header(), claims()); }

    std::vector<Forged> all() const;

 private:
    static std::string object(const std::vector<std::string>& members) {
        std::string text = "{";
        for (const std::string& member : members) text += (text.size() > 1 ? "," : "") + member;
        return text + "}";
    }
    static std::string unsigned_token(const std::string& header, const std::string& claims) {
        return to_base64url(header) + "." + to_base64url(claims) + ".";
    }
    // What a verifier that takes `alg` from the token would compute with the public key as a secret.
    static std::string mac_token(const std::string& header, const std::string& claims, const std::string& secret) {
        const std::string input = to_base64url(header) + "." + to_base64url(claims);
        unsigned char mac[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(input.data()), input.size(), mac, &size);
        return input + "." + to_base64url({reinterpret_cast<const char*>(mac), size});
    }
    std::string with_signature(const std::string& bytes) const {
        const std::string token = good();
        return token.substr(0, token.rfind('.') + 1) + to_base64url(bytes);
    }
    std::string signature() const {
        const std::string token = good();
        return *from_base64url(token.substr(token.rfind('.') + 1));
    }

    void add_forms(std::vector<Forged>& all) const;
    void add_headers(std::vector<Forged>& all) const;
    void add_signatures(std::vector<Forged>& all) const;
    void add_claims(std::vector<Forged>& all) const;
    void add_times(std::vector<Forged>& all) const;

    SigningKey key_ = *SigningKey::generate();
    SigningKey other_ = *SigningKey::generate();
};

inline std::vector<Forged> Forger::all() const {
    std::vector<Forged> all;
    add_forms(all);
    add_headers(all);
    add_signatures(all);
    add_claims(all);
    add_times(all);
    return all;
}

inline void Forger::add_forms(std::vector<Forged>& all) const {
    const std::string token = good();
    const auto form = [&](const std::string& what, const std::string& bytes) {
        all.push_back({what, bytes, TokenFault::form});
    };
    form("no part", "alice");
    form("one dot", token.substr(0, token.rfind('.')));
    form("four parts", token + ".AAAA");
    form("five parts, as an encrypted one", token + ".AAAA.AAAA");
    form("only dots", "..");
    form("a space at the end", token + " ");
    form("padding", token + "=");
    form("the other alphabet", token.substr(0, token.rfind('.')) + "./+" + std::string(84, 'A'));
    form("a NUL", token + std::string(1, '\0'));
    form("no JSON", key_.sign("alg", claims()));
    form("a header that is a list", key_.sign("[]", claims()));
    form("claims that are a text", key_.sign(header(), "\"alice\""));
    form("claims that are a token", key_.sign(header(), token));
    form("no claims", key_.sign(header(), ""));
    form("two subjects", key_.sign(header(), claims(R"("sub":"bob","sub":"alice")")));
    form("two ends", key_.sign(header(), claims("\"exp\":1,\"exp\":" + seconds(60))));
    form("two names that are written differently", key_.sign(header(), claims(R"("sub":"bob","\u0073ub":"alice")")));
    form("two algorithms", key_.sign(header(R"(,"alg":"none")"), claims()));
    form("an end beyond every number", key_.sign(header(), claims("\"exp\":1e400")));
    form("a byte order mark", key_.sign("\xEF\xBB\xBF" + header(), claims()));
    form("no UTF-8", key_.sign(header(), claims("\"x\":\"\xFF\"")));
    form("something after the claims", key_.sign(header(), claims() + "{}"));
    std::string deep;
    for (int i = 0; i < 65; ++i) deep += '[';
    form("65 lists in one another", key_.sign(header(), claims("\"x\":" + deep + std::string(65, ']'))));
    // The last character of the signature holds four bits that belong to no byte.
    std::string stray = token;
    stray.back() = stray.back() == 'A' ? 'B' : static_cast<char>(stray.back() + 1);
    form("stray bits", stray);
    all.push_back({"9 KiB", token + std::string(9 << 10, 'A'), TokenFault::too_long});
    all.push_back({"9 KiB, rightly signed", key_.sign(header(), claims("\"x\":\"" + std::string(9 << 10, 'x') + "\"")),
                   TokenFault::too_long});
}

inline void Forger::add_headers(std::vector<Forged>& all) const {
    for (const char* none : {"none", "None", "NONE", "nOnE", "", "hs256", "es256", "ES256 "}) {
        const std::string bad = header_with(none);
        all.push_back({std::string("alg ") + none, unsigned_token(bad, claims()), TokenFault::algorithm});
        all.push_back({std::string("alg ") + none + ", signed", token(bad, claims()), TokenFault::algorithm});
    }
    for (const char* other : {"RS256", "PS256", "ES384", "ES512", "EdDSA", "HS384"}) {
        all.push_back({std::string("alg ") + other, token(header_with(other), claims()), TokenFault::algorithm});
    }
    for (const std::string& secret : {key_.public_jwk(), issuer().jwks(), key_.kid(), std::string()}) {
        all.push_back(
            {"HS256 over the public key", mac_token(header_with("HS256"), claims(), secret), TokenFault::algorithm});
    }
    for (const char* asks :
         {R"(,"crit":["exp"],"exp":1)", R"(,"crit":[])", R"(,"b64":false)", R"(,"zip":"DEF")", R"(,"cty":"JWT")",
          R"(,"jku":"https://evil.example/jwks")", R"(,"x5u":"https://evil.example/c")", R"(,"x5c":["MIIB"])"}) {
        all.push_back({std::string("header") + asks, token(header(asks), claims()), TokenFault::header});
    }
    // Its own key in its header, and signed with it.
    all.push_back(
        {"header with jwk", other_.sign(header(",\"jwk\":" + other_.public_jwk()), claims()), TokenFault::header});
    for (const std::string kid : {"../../../etc/passwd", "' OR 1=1 --", "", "/dev/null", "*"}) {
        const std::string bad = R"({"alg":"ES256","typ":"at+jwt","kid":")" + kid + "\"}";
        all.push_back({"kid " + kid, token(bad, claims()), TokenFault::unknown_key});
    }
    for (const char* bad :
         {R"({"alg":"ES256","typ":"at+jwt"})", R"({"alg":"ES256","typ":"at+jwt","kid":1})",
          R"({"alg":"ES256","typ":"at+jwt","kid":null})", R"({"alg":"ES256","typ":"at+jwt","kid":[]})"}) {
        all.push_back({bad, token(bad, claims()), TokenFault::unknown_key});
    }
    for (const char* typ : {"", "JWS", "JOSE", "logout+jwt", "dpop+jwt", "id_token", "at+jwt ", "application/jwt"}) {
        all.push_back({std::string("typ ") + typ, token(header_with("ES256", typ), claims()), TokenFault::type});
    }
    all.push_back({"no typ", token(R"({"alg":"ES256","kid":")" + key_.kid() + "\"}", claims()), TokenFault::type});
    all.push_back(
        {"no alg", token(R"({"typ":"at+jwt","kid":")" + key_.kid() + "\"}", claims()), TokenFault::algorithm});
    all.push_back({"alg is a list", token(R"({"alg":["ES256"],"typ":"at+jwt","kid":")" + key_.kid() + "\"}", claims()),
                   TokenFault::algorithm});
}

inline void Forger::add_signatures(std::vector<Forged>& all) const {
    const auto add = [&](const std::string& what, const std::string& bytes) {
        all.push_back({what, with_signature(bytes), TokenFault::signature});
    };
    const std::string right = signature();
    const std::string half(32, '\0');
    add("no signature", "");
    add("r = s = 0", half + half);
    add("r = 0", half + right.substr(32));
    add("s = 0", right.substr(0, 32) + half);
    add("r and s are all ones", std::string(64, '\xFF'));
    add("cut", right.substr(0, 63));
    add("half", right.substr(0, 32));
    add("one byte more", right + '\0');
    add("twice", right + right);
    add("r and s changed places", right.substr(32) + right.substr(0, 32));
    for (const std::size_t at : {0U, 31U, 32U, 63U}) {
        std::string turned = right;
        turned[at] = static_cast<char>(turned[at] ^ 1);
        add("a bit turned at " + std::to_string(at), turned);
    }
    const std::string token = good();
    const std::string tail = token.substr(token.rfind('.'));
    all.push_back({"another's claims under a right signature",
                   to_base64url(header()) + "." + to_base64url(claims(R"("sub":"bob")")) + tail,
                   TokenFault::signature});
    all.push_back({"another header under a right signature",
                   to_base64url(header(",\"x\":1")) + "." + to_base64url(claims()) + tail, TokenFault::signature});
    all.push_back({"another's signature", other_.sign(header(), claims()), TokenFault::signature});
    all.push_back({"an end long ago, and another's signature", other_.sign(header(), claims("\"exp\":1")),
                   TokenFault::signature});
}

inline void Forger::add_claims(std::vector<Forged>& all) const {
    const auto add = [&](TokenFault fault, const std::string& instead) {
        all.push_back({"claims with " + instead, token(header(), claims(instead)), fault});
    };
    for (const char* iss :
         {R"("iss":"urn:hapax:dev/")", R"("iss":"URN:hapax:dev")", R"("iss":"")", R"("iss":"urn:hapax")",
          R"("iss":["urn:hapax:dev"])", R"("iss":null)", R"("iss":"urn:hapax:dev\u0000")"}) {
        add(TokenFault::issuer, iss);
    }
    for (const char* aud : {R"("aud":"shop")", R"("aud":"")", R"("aud":"Hapax")", R"("aud":"hapax ")", R"("aud":[])",
                            R"("aud":["shop","till"])", R"("aud":["hapax",7])", R"("aud":{"hapax":1})", R"("aud":null)",
                            R"("aud":[["hapax"]])"}) {
        add(TokenFault::audience, aud);
    }
    const std::string too_long = "\"sub\":\"" + std::string(256, 's') + "\"";
    for (const std::string& sub : {std::string(R"("sub":"")"), std::string(R"("sub":7)"), std::string(R"("sub":null)"),
                                   std::string(R"("sub":["alice"])"), std::string(R"("sub":"a\r\nb")"),
                                   std::string(R"("sub":"a\u0000")"), std::string(R"("sub":"a\u007f")"), too_long}) {
        add(TokenFault::subject, sub);
    }
    for (const auto& [name, fault] : {std::pair{"iss", TokenFault::issuer},
                                      {"aud", TokenFault::audience},
                                      {"sub", TokenFault::subject},
                                      {"exp", TokenFault::times}}) {
        all.push_back({std::string("no ") + name, token(header(), claims_without(name)), fault});
    }
}

inline void Forger::add_times(std::vector<Forged>& all) const {
    const auto add = [&](TokenFault fault, const std::string& instead) {
        all.push_back({"claims with " + instead, token(header(), claims(instead)), fault});
    };
    add(TokenFault::has_ended, "\"exp\":" + seconds(-61));
    add(TokenFault::has_ended, "\"exp\":" + seconds(-60));
    add(TokenFault::has_ended, "\"exp\":0");
    add(TokenFault::not_yet, "\"nbf\":" + seconds(61));
    add(TokenFault::not_yet, "\"iat\":" + seconds(61));
    for (const std::string& exp :
         {"\"exp\":\"" + seconds(60) + "\"", std::string("\"exp\":1e30"), std::string("\"exp\":1790000000.5"),
          std::string("\"exp\":-1"), std::string("\"exp\":null"), std::string("\"exp\":true"),
          std::string("\"exp\":9223372036854775807"), std::string("\"exp\":18446744073709551615"),
          std::string("\"exp\":253402300800"), std::string("\"exp\":[1]")}) {
        add(TokenFault::times, exp);
    }
    for (const char* time : {R"("nbf":"0")", R"("nbf":null)", R"("nbf":-1)", R"("iat":"now")", R"("iat":1.5)"}) {
        add(TokenFault::times, time);
    }
}

}  // namespace hapax::identity
