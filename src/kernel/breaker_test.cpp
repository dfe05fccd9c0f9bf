#include "kernel/breaker.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "kernel/random.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;
using Ending = Breaker::Ending;
using State = Breaker::State;

constexpr Instant start{1000s};

const BreakerRules rules{.concurrency_max = 10,
                         .window = 10s,
                         .volume_min = 20,
                         .failures_per_million = 500'000,
                         .failures_in_a_row_max = 8,
                         .open_time = 1s,
                         .open_time_max = 3s,
                         .ramp_max = 4};

void call(Breaker& breaker, Ending ending, Instant now) {
    const auto ticket = breaker.admit(now);
    ASSERT_TRUE(ticket);
    breaker.settle(*ticket, ending, now);
}

Breaker opened(Instant now = start) {
    Breaker breaker(rules);
    for (int i = 0; i < 8; ++i) call(breaker, Ending::failed, now);
    EXPECT_EQ(breaker.state(), State::open);
    return breaker;
}

TEST(Breaker, LetsCallsThroughUpToItsCap) {
    Breaker breaker(rules);
    std::vector<Breaker::Ticket> tickets;
    for (int i = 0; i < 10; ++i) tickets.push_back(*breaker.admit(start));
    const auto refused = breaker.admit(start);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().state, State::closed);
    EXPECT_EQ(refused.error().until, start);
    breaker.settle(tickets[3], Ending::cancelled, start);
    EXPECT_TRUE(breaker.admit(start));
}

TEST(Breaker, OpensAfterFailuresInARowHoweverManySucceededBefore) {
    Breaker breaker(rules);
    for (int i = 0; i < 100'000; ++i) call(breaker, Ending::succeeded, start);
    for (int i = 0; i < 7; ++i) call(breaker, Ending::failed, start);
    EXPECT_EQ(breaker.state(), State::closed);
    call(breaker, Ending::failed, start);
    EXPECT_EQ(breaker.state(), State::open);
}

TEST(Breaker, OpensWhenHalfOfTheWindowFailedAndNotBelowTheVolume) {
    Breaker breaker(rules);
    for (int i = 0; i < 9; ++i) {
        call(breaker, Ending::succeeded, start);
        call(breaker, Ending::failed, start);
    }
    call(breaker, Ending::failed, start);
    EXPECT_EQ(breaker.state(), State::closed) << "19 calls";
    call(breaker, Ending::failed, start);
    EXPECT_EQ(breaker.state(), State::open);
}

TEST(Breaker, ForgetsWhatIsOlderThanItsWindow) {
    Breaker breaker(rules);
    for (int i = 0; i < 7; ++i) call(breaker, Ending::failed, start);
    call(breaker, Ending::succeeded, start);
    for (int i = 0; i < 7; ++i) call(breaker, Ending::failed, start);
    const Instant later = start + rules.window;
    for (int i = 0; i < 10; ++i) call(breaker, Ending::succeeded, later);
    for (int i = 0; i < 7; ++i) call(breaker, Ending::failed, later);
    EXPECT_EQ(breaker.state(), State::closed) << "7 of 17 in this window";
}

TEST(Breaker, OpenLetsNobodyThroughAndSaysUntilWhen) {
    Breaker breaker = opened();
    const auto refused = breaker.admit(start + 999ms);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().state, State::open);
    EXPECT_EQ(refused.error().until, start + 1s);
}

TEST(Breaker, HalfOpenGrowsByWhatSucceededAndThenCloses) {
    Breaker breaker = opened();
    const Instant now = start + rules.open_time;
    for (const std::size_t allowed : {1U, 2U, 4U}) {
        std::vector<Breaker::Ticket> tickets;
        while (const auto ticket = breaker.admit(now)) tickets.push_back(*ticket);
        EXPECT_EQ(breaker.state(), State::half_open);
        ASSERT_EQ(tickets.size(), allowed);
        for (const auto ticket : tickets) breaker.settle(ticket, Ending::succeeded, now);
    }
    EXPECT_EQ(breaker.state(), State::closed);
}

TEST(Breaker, OneFailureHalfOpenOpensItForTwiceAsLongUpToAMost) {
    Breaker breaker = opened();
    Instant now = start;
    for (const Duration open_time : {1s, 2s, 3s, 3s}) {
        EXPECT_FALSE(breaker.admit(now + open_time - 1ns));
        now += open_time;
        call(breaker, Ending::failed, now);
        EXPECT_EQ(breaker.state(), State::open);
    }
}

TEST(Breaker, BeginsWithTheShortTimeAgainAfterItWasClosed) {
    Breaker breaker = opened();
    call(breaker, Ending::failed, start + 1s);
    for (int i = 0; i < 7; ++i) call(breaker, Ending::succeeded, start + 3s);
    ASSERT_EQ(breaker.state(), State::closed);
    for (int i = 0; i < 8; ++i) call(breaker, Ending::failed, start + 4s);
    EXPECT_FALSE(breaker.admit(start + 5s - 1ns));
    EXPECT_TRUE(breaker.admit(start + 5s));
}

TEST(Breaker, ACancelledCallIsNeitherFailureNorSuccess) {
    Breaker breaker(rules);
    for (int i = 0; i < 7; ++i) call(breaker, Ending::failed, start);
    for (int i = 0; i < 100; ++i) call(breaker, Ending::cancelled, start);
    EXPECT_EQ(breaker.state(), State::closed);
    call(breaker, Ending::failed, start);
    EXPECT_EQ(breaker.state(), State::open) << "the row of failures was not broken";
    call(breaker, Ending::cancelled, start + 1s);
    EXPECT_EQ(breaker.state(), State::half_open) << "the ramp waits for an answer";
    EXPECT_TRUE(breaker.admit(start + 1s));
}

TEST(Breaker, WhatBeganBeforeItOpenedSaysNothingAboutTheRamp) {
    Breaker breaker(rules);
    const auto old = *breaker.admit(start);
    const auto older = *breaker.admit(start);
    for (int i = 0; i < 8; ++i) call(breaker, Ending::failed, start);
    const auto probe = breaker.admit(start + 1s);
    ASSERT_TRUE(probe) << "old calls take no place of the ramp";
    breaker.settle(old, Ending::failed, start + 1s);
    breaker.settle(older, Ending::succeeded, start + 1s);
    EXPECT_EQ(breaker.state(), State::half_open);
    EXPECT_FALSE(breaker.admit(start + 1s)) << "the success was not of the ramp";
    breaker.settle(*probe, Ending::succeeded, start + 1s);
    EXPECT_EQ(breaker.under_way(), 0U);
}

// Goal: the caps hold and nothing hangs, whatever happens. Method: random calls that end in random ways and order.
TEST(Breaker, KeepsItsCapsInAnyCourseAndComesBackWhenTheTargetDoes) {
    Random random(41);
    for (int course = 0; course < 200; ++course) {
        Breaker breaker(rules);
        std::vector<Breaker::Ticket> tickets;
        Instant now = start;
        for (int step = 0; step < 1000; ++step) {
            now += Duration(random.below(50'000'000));
            if (random.chance(500'000)) {
                if (const auto ticket = breaker.admit(now)) tickets.push_back(*ticket);
                ASSERT_LE(breaker.under_way(), rules.concurrency_max);
            } else if (!tickets.empty()) {
                std::swap(tickets[random.below(tickets.size())], tickets.back());
                breaker.settle(tickets.back(), static_cast<Ending>(random.below(3)), now);
                tickets.pop_back();
            }
            ASSERT_EQ(breaker.under_way(), tickets.size());
        }
        for (const auto ticket : tickets) breaker.settle(ticket, Ending::cancelled, now);
        now += rules.open_time_max;
        for (int i = 0; i < 7; ++i) call(breaker, Ending::succeeded, now);
        EXPECT_EQ(breaker.state(), State::closed);
    }
}

TEST(BreakerDeathTest, ATicketIsSettledOnce) {
    Breaker breaker(rules);
    const auto ticket = *breaker.admit(start);
    breaker.settle(ticket, Ending::succeeded, start);
    EXPECT_DEATH(breaker.settle(ticket, Ending::succeeded, start), "settled once");
}

}  // namespace
}  // namespace hapax
