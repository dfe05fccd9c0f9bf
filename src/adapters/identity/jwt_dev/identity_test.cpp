// The Identity port over the development issuer's tokens.
#include <map>

#include "adapters/identity/jwt/token_identity.hpp"
#include "adapters/identity/jwt_dev/forged.hpp"
#include "contract/identity_contract.hpp"

namespace hapax::identity {
namespace {

class CountingMetrics final : public Metrics {
 public:
    Counter& counter(const std::string&, const Labels& labels) override { return counters[labels.front().second]; }
    Gauge& gauge(const std::string&, const Labels&) override { return gauge_; }
    Histogram& histogram(const std::string&, HistogramUnit, const Labels&) override { return histogram_; }
    std::map<std::string, Counter> counters;

 private:
    Gauge gauge_;
    Histogram histogram_;
};

template <bool AnonymousToo>
struct Bench {
    static constexpr bool anonymous_too = AnonymousToo;
    std::unique_ptr<Identity> identity() { return make_token_identity(forger.verifier(), AnonymousToo, metrics, 0); }
    std::string token_of(const std::string& subject) { return forger.issuer().mint(subject, lifetime, contract::wall); }
    std::optional<std::string> ending_token() { return token_of("alice"); }
    std::vector<std::string> bad_tokens() {
        std::vector<std::string> bad;
        for (const Forged& forged : forger.all()) bad.push_back(forged.token);
        return bad;
    }
    static constexpr std::chrono::seconds lifetime{3600};
    CountingMetrics metrics;
    Forger forger;
};

TEST(TokenIdentity, CountsWhatWasWrongAndSaysLess) {
    Bench<false> bench;
    const auto identity = bench.identity();
    for (const Forged& bad : bench.forger.all()) {
        const auto before = bench.metrics.counters[std::string(text(bad.fault))].value();
        const Identification answer = identity->identify(bad.token, Forger::now);
        ASSERT_FALSE(answer) << bad.what;
        EXPECT_EQ(answer.error(), bad.fault == TokenFault::has_ended ? Doubt::expired : Doubt::invalid) << bad.what;
        EXPECT_EQ(bench.metrics.counters[std::string(text(bad.fault))].value(), before + 1) << bad.what;
    }
}

TEST(TokenIdentity, ACallerIsTheIssuerAndTheSubject) {
    Bench<false> bench;
    const auto identity = bench.identity();
    const std::string token = bench.token_of("alice");
    EXPECT_EQ((*identity->identify(token, contract::wall))->caller, (Caller{"urn:hapax:dev", "alice"}));
}

}  // namespace
}  // namespace hapax::identity

namespace hapax::contract {
static_assert(identity::Forger::now == wall);
using Closed = identity::Bench<false>;
using Open = identity::Bench<true>;
INSTANTIATE_TYPED_TEST_SUITE_P(TokensClosed, IdentityContract, Closed);
INSTANTIATE_TYPED_TEST_SUITE_P(TokensOpen, IdentityContract, Open);
}  // namespace hapax::contract
