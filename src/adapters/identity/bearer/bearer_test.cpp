// Fixed tokens: the file, and the Identity over it.
#include <gmock/gmock.h>

#include "adapters/identity/bearer/bearer_identity.hpp"
#include "contract/identity_contract.hpp"

namespace hapax::identity {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const BearerTokens> some_tokens() {
    return *BearerTokens::read(
        "# who calls\n"
        "alice-alice-alice  alice\n"
        "bob-bob-bob-bob-bob\tbob\r\n"
        "\n"
        "nobody-nobody-nobody anonymous\n"
        "c0ffee.c0ffee~c0ffee= Carol of the till");
}

template <bool AnonymousToo>
struct Bench {
    static constexpr bool anonymous_too = AnonymousToo;
    std::unique_ptr<Identity> identity() { return make_bearer_identity(some_tokens(), AnonymousToo); }
    std::string token_of(const std::string& subject) {
        if (subject == "anonymous") return "nobody-nobody-nobody";
        return subject == "bob" ? "bob-bob-bob-bob-bob" : "alice-alice-alice";
    }
    std::optional<std::string> ending_token() { return std::nullopt; }
    std::vector<std::string> bad_tokens() {
        return {"alice",
                "alice-alice-alicE",
                "alice-alice-alice ",
                "alice-alice-alic",
                std::string(8192, 'a'),
                "#",
                std::string("alice-alice-alice\0", 18)};
    }
};

TEST(BearerTokens, ASubjectMayHaveSpacesAndItsIssuerIsBearer) {
    const auto tokens = some_tokens();
    EXPECT_EQ(tokens->size(), 4U);
    const Identified* carol = tokens->find("c0ffee.c0ffee~c0ffee=");
    ASSERT_NE(carol, nullptr);
    EXPECT_EQ(carol->caller, (Caller{"bearer", "Carol of the till"}));
    EXPECT_EQ(carol->until, no_end);
}

TEST(BearerTokens, AFileThatIsNotUnderstoodIsRefusedWithItsLineAndWithoutItsToken) {
    const std::string good = "alice-alice-alice alice\n";
    const std::string long_token(513, 'x');
    const std::string bad[] = {good + "short bob",
                               good + "bob-bob-bob-bob-bob",
                               good + "bob-bob-bob-bob-bob  \t ",
                               good + "bob,bob-bob-bob-bob bob",
                               good + "bob-bob-bob-bob-bob b\x01!",
                               good + "bob-bob-bob-bob-bob b\xFF!",
                               good + "bob-bob-bob-bob-bob " + std::string(256, 'b'),
                               good + long_token + " bob",
                               good + "alice-alice-alice bob"};
    for (const std::string& text : bad) {
        const auto tokens = BearerTokens::read(text);
        ASSERT_FALSE(tokens) << text;
        EXPECT_EQ(tokens.error().code, bearer_errc::broken);
        EXPECT_THAT(tokens.error().detail, HasSubstr("line 2: "));
        EXPECT_THAT(tokens.error().detail, Not(HasSubstr("bob-"))) << "a secret in a log";
    }
}

TEST(BearerTokens, AFileWithoutATokenIsRefused) {
    for (const char* text : {"", "\n\n", "# nobody\n"}) EXPECT_FALSE(BearerTokens::read(text)) << text;
}

TEST(BearerTokens, MoreTokensThanTheLimitAreRefused) {
    std::string text;
    for (std::size_t i = 0; i < BearerTokens::tokens_max; ++i) {
        text += "0123456789abcdef" + std::to_string(i) + " somebody\n";
    }
    EXPECT_TRUE(BearerTokens::read(text));
    EXPECT_FALSE(BearerTokens::read(text + "one-more-one-more somebody\n"));
}

}  // namespace
}  // namespace hapax::identity

namespace hapax::contract {
using Closed = identity::Bench<false>;
using Open = identity::Bench<true>;
INSTANTIATE_TYPED_TEST_SUITE_P(BearerClosed, IdentityContract, Closed);
INSTANTIATE_TYPED_TEST_SUITE_P(BearerOpen, IdentityContract, Open);
}  // namespace hapax::contract
