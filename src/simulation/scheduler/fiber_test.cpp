#include "simulation/scheduler/fiber.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace hapax::simulation {
namespace {

TEST(Fiber, RunsUpToEachSuspend) {
    std::string trace;
    Fiber* self = nullptr;
    Fiber fiber([&] {
        trace += "a";
        self->suspend();
        trace += "b";
    });
    self = &fiber;
    EXPECT_EQ(trace, "");
    fiber.resume();
    trace += "-";
    EXPECT_FALSE(fiber.finished());
    fiber.resume();
    EXPECT_EQ(trace, "a-b");
    EXPECT_TRUE(fiber.finished());
}

TEST(Fiber, ExceptionsAreThrownAndCaughtInside) {
    std::string caught;
    Fiber fiber([&] {
        try {
            throw std::runtime_error("inside");
        } catch (const std::exception& error) {
            caught = error.what();
        }
    });
    fiber.resume();
    EXPECT_EQ(caught, "inside");
}

// Each suspends inside its catch block and rethrows later: the runtime's stack of exceptions must not be shared.
TEST(Fiber, TwoMaySuspendInTheirCatchBlocks) {
    std::array<Fiber*, 2> fibers{};
    std::array<std::string, 2> caught;
    const auto body = [&](std::size_t me) {
        try {
            try {
                throw std::runtime_error(std::to_string(me));
            } catch (const std::exception&) {
                fibers[me]->suspend();
                throw;
            }
        } catch (const std::exception& error) {
            caught[me] = error.what();
        }
    };
    Fiber first([&] { body(0); });
    Fiber second([&] { body(1); });
    fibers = {&first, &second};
    first.resume();
    second.resume();
    first.resume();
    second.resume();
    EXPECT_EQ(caught[0], "0");
    EXPECT_EQ(caught[1], "1");
    EXPECT_EQ(std::uncaught_exceptions(), 0);
}

TEST(Fiber, AStackHoldsDeepRecursion) {
    const std::function<int(int)> depth = [&](int left) { return left == 0 ? 0 : 1 + depth(left - 1); };
    int reached = 0;
    Fiber fiber([&] { reached = depth(500); });
    fiber.resume();
    EXPECT_EQ(reached, 500);
}

int overflow(int depth) {
    volatile char frame[1024] = {};
    frame[0] = static_cast<char>(depth);
    return depth > 1'000'000 ? frame[0] : overflow(depth + 1) + frame[0];
}

TEST(FiberDeathTest, ALoopThatOutgrowsItsStackHitsTheGuard) {
    EXPECT_DEATH(
        {
            Fiber fiber([] { overflow(0); });
            fiber.resume();
        },
        "");
}

TEST(FiberDeathTest, AnUnfinishedFiberIsAMistake) {
    EXPECT_DEATH(
        {
            Fiber* self = nullptr;
            Fiber fiber([&] { self->suspend(); });
            self = &fiber;
            fiber.resume();
        },
        "a fiber runs to its end");
}

}  // namespace
}  // namespace hapax::simulation
