// What every Runtime must do, as tests. An adapter runs them by naming a Bench.
//
//   struct ThreadBench { Runtime& runtime(); void run(); };      // run() returns when every loop has ended
//   INSTANTIATE_TYPED_TEST_SUITE_P(Threads, RuntimeContract, ThreadBench);
//
// Shared variables are plain on purpose: under a thread sanitizer the tests show rule 3 of the port.
// Threads  as the runtime's.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ports/driven/runtime.hpp"

namespace hapax::contract {

using namespace std::chrono_literals;

template <class Bench>
class RuntimeContract : public testing::Test {
 protected:
    Runtime& runtime() { return bench_.runtime(); }
    void run() { bench_.run(); }

    template <class Loop>
    void run_loop(Loop loop) {
        runtime().spawn("loop", loop);
        run();
    }

    Bench bench_;
};

TYPED_TEST_SUITE_P(RuntimeContract);

TYPED_TEST_P(RuntimeContract, ATokenThatIsThereEndsTheParkAtOnce) {
    const auto parker = this->runtime().make_parker();
    parker->unpark();
    this->run_loop([&] { EXPECT_TRUE(parker->park(never)); });
}

TYPED_TEST_P(RuntimeContract, ManyUnparksLeaveOneToken) {
    const auto parker = this->runtime().make_parker();
    for (int i = 0; i < 3; ++i) parker->unpark();
    this->run_loop([&] {
        EXPECT_TRUE(parker->park(never));
        EXPECT_FALSE(parker->park(this->runtime().now() + 1ms));
    });
}

TYPED_TEST_P(RuntimeContract, ParkEndsWithoutATokenAtTheDeadlineAndNotBefore) {
    const auto parker = this->runtime().make_parker();
    this->run_loop([&] {
        const Instant deadline = this->runtime().now() + 2ms;
        EXPECT_FALSE(parker->park(deadline));
        EXPECT_GE(this->runtime().now(), deadline);
    });
}

TYPED_TEST_P(RuntimeContract, APassedDeadlineTakesATokenButDoesNotWait) {
    const auto parker = this->runtime().make_parker();
    parker->unpark();
    this->run_loop([&] {
        EXPECT_TRUE(parker->park(Instant::min()));
        EXPECT_FALSE(parker->park(Instant::min()));
        EXPECT_FALSE(parker->park(this->runtime().now()));
    });
}

TYPED_TEST_P(RuntimeContract, ATimeOutLosesNoLaterToken) {
    const auto parker = this->runtime().make_parker();
    this->run_loop([&] {
        EXPECT_FALSE(parker->park(this->runtime().now() + 1us));
        parker->unpark();
        EXPECT_TRUE(parker->park(never));
    });
}

TYPED_TEST_P(RuntimeContract, EachLoopSeesWhatTheOtherWroteBeforeItsUnpark) {
    constexpr int rounds = 5000;
    const auto ping = this->runtime().make_parker();
    const auto pong = this->runtime().make_parker();
    int ball = 0;
    this->runtime().spawn("ping", [&] {
        for (int i = 0; i < rounds; ++i) {
            EXPECT_EQ(++ball, 2 * i + 1);
            pong->unpark();
            ping->park(never);
        }
    });
    this->runtime().spawn("pong", [&] {
        for (int i = 0; i < rounds; ++i) {
            pong->park(never);
            EXPECT_EQ(++ball, 2 * i + 2);
            ping->unpark();
        }
    });
    this->run();
    EXPECT_EQ(ball, 2 * rounds);
}

// The deadline falls anywhere into the other's unpark: a park that says false leaves the token for the next.
TYPED_TEST_P(RuntimeContract, NoTokenIsLostToADeadlineThatPassesMeanwhile) {
    constexpr int rounds = 5000;
    const auto ready = this->runtime().make_parker();
    const auto parker = this->runtime().make_parker();
    this->runtime().spawn("giver", [&] {
        for (int i = 0; i < rounds; ++i) {
            ready->park(never);
            parker->unpark();
        }
    });
    this->runtime().spawn("taker", [&] {
        for (int i = 0; i < rounds; ++i) {
            ready->unpark();
            while (!parker->park(this->runtime().now() + Duration(i * 10))) continue;
        }
    });
    this->run();
}

TYPED_TEST_P(RuntimeContract, LoopsMaySpawnLoops) {
    std::vector<std::string> ran;
    const auto parker = this->runtime().make_parker();
    this->run_loop([&] {
        this->runtime().spawn("a loop with a name longer than a kernel takes", [&] {
            ran.push_back("inner");
            parker->unpark();
        });
        parker->park(never);
        ran.push_back("outer");
    });
    EXPECT_EQ(ran, (std::vector<std::string>{"inner", "outer"}));
}

TYPED_TEST_P(RuntimeContract, TimeDoesNotGoBackAndTheWallClockKnowsTheYear) {
    this->run_loop([&] {
        Instant last = this->runtime().now();
        for (int i = 0; i < 1000; ++i) {
            const Instant next = this->runtime().now();
            EXPECT_GE(next, last);
            last = next;
        }
        EXPECT_GT(this->runtime().wall().us, 1'700'000'000'000'000);  // November 2023
    });
}

TYPED_TEST_P(RuntimeContract, RandomNumbersDiffer) {
    this->run_loop([&] { EXPECT_NE(this->runtime().random(), this->runtime().random()); });
}

REGISTER_TYPED_TEST_SUITE_P(RuntimeContract, ATokenThatIsThereEndsTheParkAtOnce, ManyUnparksLeaveOneToken,
                            ParkEndsWithoutATokenAtTheDeadlineAndNotBefore, APassedDeadlineTakesATokenButDoesNotWait,
                            ATimeOutLosesNoLaterToken, EachLoopSeesWhatTheOtherWroteBeforeItsUnpark,
                            NoTokenIsLostToADeadlineThatPassesMeanwhile, LoopsMaySpawnLoops,
                            TimeDoesNotGoBackAndTheWallClockKnowsTheYear, RandomNumbersDiffer);

}  // namespace hapax::contract
