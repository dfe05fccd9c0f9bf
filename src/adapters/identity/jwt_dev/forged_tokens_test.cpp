// Fear: a token that is not of our issuer, not for us, not any more or not a token at all lets somebody in.
#include <set>

#include <gtest/gtest.h>

#include "adapters/identity/jwt_dev/forged.hpp"

namespace hapax::identity {
namespace {

TEST(ForgedTokens, EachIsRefusedForWhatIsWrongWithIt) {
    const Forger forger;
    const auto verifier = forger.verifier();
    const std::vector<Forged> all = forger.all();
    EXPECT_GE(all.size(), 100U);
    std::set<TokenFault> faults;
    for (const Forged& bad : all) {
        const Verified verified = verifier->verify(bad.token, Forger::now);
        ASSERT_FALSE(verified) << bad.what;
        EXPECT_EQ(text(verified.error()), text(bad.fault)) << bad.what;
        faults.insert(bad.fault);
    }
    EXPECT_EQ(faults.size(), token_fault_count) << "a fault without a token that has it";
}

TEST(ForgedTokens, GoodOnesInAllTheirFormsAreTaken) {
    const Forger forger;
    const auto verifier = forger.verifier();
    const std::string good[] = {
        forger.good(),
        forger.token(forger.header_with("ES256", "JWT"), Forger::claims()),
        forger.token(forger.header_with("ES256", "jwt"), Forger::claims()),
        forger.token(forger.header_with("ES256", "AT+JWT"), Forger::claims()),
        forger.token(forger.header_with("ES256", "application/at+jwt"), Forger::claims()),
        forger.token(forger.header(R"(,"x5t":"AAAA","nonce":"n")"), Forger::claims()),
        forger.token(forger.header(), Forger::claims(R"("aud":["hapax"])")),
        forger.token(forger.header(), Forger::claims(R"("aud":["shop","hapax","till"])")),
        forger.token(forger.header(), Forger::claims("\"exp\":" + Forger::seconds(-59))),
        forger.token(forger.header(), Forger::claims("\"exp\":253402300799")),
        forger.token(forger.header(), Forger::claims("\"nbf\":" + Forger::seconds(60))),
        forger.token(forger.header(), Forger::claims("\"iat\":" + Forger::seconds(60))),
        forger.token(forger.header(), Forger::claims(R"("scope":"bank","roles":["teller"],"jti":"x")")),
        forger.token(forger.header(), Forger::claims(R"("x":")" + std::string(4 << 10, 'x') + "\"")),
        forger.token(" " + forger.header() + "\n", "\t" + Forger::claims()),
        forger.token(forger.header(), Forger::claims(R"("sub":"\u0061lice")")),
    };
    for (const std::string& token : good) {
        const Verified verified = verifier->verify(token, Forger::now);
        ASSERT_TRUE(verified) << text(verified.error()) << ": " << token;
        EXPECT_EQ(verified->subject, "alice");
    }
}

TEST(ForgedTokens, AnIdTokenIsRefusedWhereTheIssuerSaysWhichAreAccessTokens) {
    const Forger forger;
    const auto verifier = forger.issuer().verifier();
    EXPECT_TRUE(verifier->verify(forger.good(), Forger::now));
    const std::string id_token = forger.token(forger.header_with("ES256", "JWT"), Forger::claims());
    EXPECT_EQ(verifier->verify(id_token, Forger::now).error(), TokenFault::type);
}

TEST(ForgedTokens, AnyOtherByteInAGoodOneMakesItBad) {
    const Forger forger;
    const auto verifier = forger.verifier();
    const std::string good = forger.good();
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = bad[at] == 'A' ? 'B' : 'A';
        ASSERT_FALSE(verifier->verify(bad, Forger::now)) << "at " << at;
        ASSERT_FALSE(verifier->verify(good.substr(0, at), Forger::now)) << "cut at " << at;
    }
}

}  // namespace
}  // namespace hapax::identity
