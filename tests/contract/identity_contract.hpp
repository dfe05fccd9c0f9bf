// The contract of Identity as tests, for every implementation and for the simulated twin.
//
//   struct MyBench {                                              // default-constructible
//       std::unique_ptr<Identity> identity();                     // who sends no token is anonymous when …
//       static constexpr bool anonymous_too = false;              // … this is true, and not let in when not
//       std::string token_of(const std::string& subject);         // good at `wall`
//       std::optional<std::string> ending_token();                // ends at wall + 1 h or a little later, if any can
//       std::vector<std::string> bad_tokens();                    // never good
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, IdentityContract, MyBench);
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ports/driven/identity.hpp"

namespace hapax::contract {

inline constexpr Timestamp wall{1'790'000'000'000'000};
inline constexpr std::int64_t hour_us = 3'600'000'000;

template <class Bench>
class IdentityContract : public testing::Test {
 protected:
    // A copy: what identify() answers lives until the next call.
    std::optional<Identified> who(const std::string& token, Timestamp at = wall) {
        const Identification answer = identity_->identify(token, at);
        return answer ? std::optional(**answer) : std::nullopt;
    }
    Doubt doubt(const std::string& token, Timestamp at = wall) { return identity_->identify(token, at).error(); }

    Bench bench_;
    std::unique_ptr<Identity> identity_ = bench_.identity();
};

TYPED_TEST_SUITE_P(IdentityContract);

TYPED_TEST_P(IdentityContract, ATokenNamesItsCallerEachTimeItIsShown) {
    const std::string token = this->bench_.token_of("alice");
    const auto first = this->who(token);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->caller.subject, "alice");
    EXPECT_GT(first->until, wall);
    for (int i = 0; i < 3; ++i) {
        const auto again = this->who(token);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->caller, first->caller);
        EXPECT_EQ(again->scope, first->scope);
        EXPECT_EQ(again->until, first->until);
    }
}

TYPED_TEST_P(IdentityContract, TwoCallersAreNeverTheSame) {
    const auto alice = this->who(this->bench_.token_of("alice"));
    const auto bob = this->who(this->bench_.token_of("bob"));
    ASSERT_TRUE(alice && bob);
    EXPECT_NE(alice->caller, bob->caller);
    EXPECT_NE(alice->scope, bob->scope);
}

TYPED_TEST_P(IdentityContract, NobodyWhoIsIdentifiedIsTheAnonymousCaller) {
    const auto named_so = this->who(this->bench_.token_of("anonymous"));
    EXPECT_FALSE(named_so && named_so->caller == anonymous_caller());
}

TYPED_TEST_P(IdentityContract, WithoutATokenOneIsAnonymousOrNotLetIn) {
    const auto nobody = this->who("");
    EXPECT_EQ(nobody.has_value(), TypeParam::anonymous_too);
    if (!nobody) {
        EXPECT_EQ(this->doubt(""), Doubt::missing);
        return;
    }
    EXPECT_EQ(nobody->caller, anonymous_caller());
    EXPECT_EQ(nobody->until, no_end);
}

TYPED_TEST_P(IdentityContract, ABadTokenIsADoubtAndNeverAnonymousAndHarmsNobody) {
    const std::string good = this->bench_.token_of("alice");
    for (const std::string& bad : this->bench_.bad_tokens()) {
        EXPECT_FALSE(this->who(bad)) << bad;
        EXPECT_TRUE(this->who(good)) << "after " << bad;
    }
}

TYPED_TEST_P(IdentityContract, ATokenThatHasEndedNamesNobodyEvenIfItWasSeenBefore) {
    const auto token = this->bench_.ending_token();
    if (!token) return;
    const auto before = this->who(*token);
    ASSERT_TRUE(before);
    ASSERT_LE(before->until.us, wall.us + 2 * hour_us);
    const Timestamp last{before->until.us - 1};
    EXPECT_TRUE(this->who(*token, last));
    EXPECT_FALSE(this->who(*token, before->until));
    EXPECT_EQ(this->doubt(*token, before->until), Doubt::expired);
}

REGISTER_TYPED_TEST_SUITE_P(IdentityContract, ATokenNamesItsCallerEachTimeItIsShown, TwoCallersAreNeverTheSame,
                            NobodyWhoIsIdentifiedIsTheAnonymousCaller, WithoutATokenOneIsAnonymousOrNotLetIn,
                            ABadTokenIsADoubtAndNeverAnonymousAndHarmsNobody,
                            ATokenThatHasEndedNamesNobodyEvenIfItWasSeenBefore);

}  // namespace hapax::contract
