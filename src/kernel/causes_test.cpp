#include "kernel/causes.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

constexpr ErrorCode broken{"test-broken", Handling::retry};
constexpr ErrorCode late{"test-late", Handling::retry};
constexpr ErrorCode several{"test-several", Handling::retry};

std::vector<Error> noted(std::initializer_list<Error> failures) {
    std::vector<Error> causes;
    for (const Error& failure : failures) note_cause(causes, failure);
    return causes;
}

TEST(Causes, OfFailuresABAAreExactlyAAndB) {
    const Error a{broken, "reset"};
    const Error b{late, "50 ms"};
    EXPECT_EQ(noted({a, b, a}), (std::vector{a, b}));
}

TEST(Causes, WithAnotherDetailAreOthers) {
    EXPECT_EQ(noted({{broken, "reset"}, {broken, "refused"}, {broken, "reset"}}).size(), 2U);
}

TEST(Causes, AreNoMoreThanTheirLimit) {
    std::vector<int> causes;
    for (int i = 0; i < 100; ++i) note_cause(causes, i);
    EXPECT_EQ(causes.size(), causes_max);
    EXPECT_EQ(causes.back(), static_cast<int>(causes_max) - 1);
}

TEST(Causes, ThatAreOneAreThatErrorItself) {
    const Error a{broken, "reset"};
    EXPECT_EQ(one_error(noted({a, a, a}), several), a);
}

TEST(Causes, ThatAreSeveralAreOneErrorThatNamesEach) {
    const Error error = one_error(noted({{broken, "reset"}, {late, {}}, {broken, "reset"}}), several);
    EXPECT_EQ(error, (Error{several, "test-broken: reset; test-late"}));
}

}  // namespace
}  // namespace hapax
