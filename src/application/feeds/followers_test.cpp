#include "application/feeds/followers.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

constexpr CallerScope alice{1};
constexpr CallerScope bob{2};

OperationId id(std::uint8_t n) {
    OperationId made;
    made.value.bytes[0] = n;
    return made;
}

Subscription own(std::uint64_t token, CallerScope scope) {
    Subscription subscription;
    subscription.waiter = {0, token};
    subscription.scope = scope;
    return subscription;
}

Subscription one(std::uint64_t token, CallerScope scope, std::uint8_t n) {
    Subscription subscription = own(token, scope);
    subscription.operation = id(n);
    return subscription;
}

std::vector<std::uint64_t> tokens_of(const Followers& followers, const OperationKey& key) {
    std::vector<std::uint64_t> tokens;
    followers.of(key, [&](const Follower& follower) { tokens.push_back(follower.wanted.waiter.token); });
    return tokens;
}

TEST(Followers, AnOperationFindsThoseOfItsCallerAndThoseOfItsId) {
    Followers followers;
    followers.add(own(1, alice));
    followers.add(own(2, bob));
    followers.add(one(3, alice, 7));
    followers.add(one(4, bob, 7));
    followers.add(one(5, alice, 8));
    EXPECT_EQ(tokens_of(followers, {id(7), alice}), (std::vector<std::uint64_t>{1, 3}));
    EXPECT_EQ(tokens_of(followers, {id(7), bob}), (std::vector<std::uint64_t>{2, 4}));
    EXPECT_EQ(tokens_of(followers, {id(9), CallerScope{3}}), (std::vector<std::uint64_t>{}));
}

TEST(Followers, WhoIsRemovedIsNotFoundAndNobodyElseIsLost) {
    Followers followers;
    for (std::uint64_t token = 1; token <= 4; ++token) followers.add(own(token, alice));
    followers.remove(*followers.find({0, 2}));
    EXPECT_EQ(tokens_of(followers, {id(1), alice}), (std::vector<std::uint64_t>{1, 4, 3}));
    followers.remove(*followers.find({0, 3}));
    EXPECT_EQ(tokens_of(followers, {id(1), alice}), (std::vector<std::uint64_t>{1, 4}));
    EXPECT_EQ(followers.of_caller(alice), 2u);
    EXPECT_EQ(followers.find({0, 3}), nullptr);
}

TEST(Followers, AWaiterFollowsOnceAndTwoEdgesMayUseTheSameToken) {
    Followers followers;
    EXPECT_NE(followers.add(own(1, alice)), nullptr);
    EXPECT_EQ(followers.add(own(1, alice)), nullptr);
    Subscription other = own(1, alice);
    other.waiter.edge = 1;
    EXPECT_NE(followers.add(other), nullptr);
    EXPECT_EQ(followers.size(), 2u);
}

}  // namespace
}  // namespace hapax
