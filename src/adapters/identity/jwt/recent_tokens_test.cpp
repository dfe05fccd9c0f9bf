#include "adapters/identity/jwt/recent_tokens.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hapax::identity {
namespace {

Identified subject(const std::string& name, Timestamp until = no_end) {
    return {{"test", name}, CallerScope{1}, until};
}
SecretDigest digest(int number) {
    return SecretDigest::of("token " + std::to_string(number));
}
constexpr Timestamp now{1000};

TEST(RecentTokens, FindsWhatWasAddedUntilItEnds) {
    RecentTokens recent;
    EXPECT_EQ(recent.find(digest(1), now), nullptr);
    recent.add(digest(1), subject("alice", Timestamp{1001}));
    ASSERT_NE(recent.find(digest(1), now), nullptr);
    EXPECT_EQ(recent.find(digest(1), now)->caller.subject, "alice");
    EXPECT_EQ(recent.find(digest(2), now), nullptr);
    EXPECT_EQ(recent.find(digest(1), Timestamp{1001}), nullptr);
}

TEST(RecentTokens, KeepsNoMoreThanItMayWhateverComes) {
    RecentTokens recent(100);
    for (int i = 0; i < 10'000; ++i) {
        recent.add(digest(i), subject("somebody"));
        ASSERT_LE(recent.size(), 100U);
    }
}

TEST(RecentTokens, WhatIsUsedStaysThroughAFloodOfOthers) {
    RecentTokens recent(100);
    recent.add(digest(0), subject("alice"));
    for (int i = 1; i < 1000; ++i) {
        recent.add(digest(i), subject("somebody"));
        const Identified* alice = recent.find(digest(0), now);
        ASSERT_NE(alice, nullptr) << i;
        ASSERT_EQ(alice->caller.subject, "alice");
    }
}

TEST(RecentTokens, WhatIsNotUsedGoes) {
    RecentTokens recent(100);
    recent.add(digest(0), subject("alice"));
    for (int i = 1; i <= 100; ++i) recent.add(digest(i), subject("somebody"));
    EXPECT_EQ(recent.find(digest(0), now), nullptr);
}

TEST(RecentTokens, WhatEndedInTheOlderHalfIsNotFound) {
    RecentTokens recent(4);
    recent.add(digest(0), subject("alice", Timestamp{1001}));
    for (int i = 1; i <= 2; ++i) recent.add(digest(i), subject("somebody"));
    EXPECT_EQ(recent.find(digest(0), Timestamp{1001}), nullptr);
}

}  // namespace
}  // namespace hapax::identity
