#include "host/server/stop_signal.hpp"

#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hapax {
namespace {

// The mask is the process's from here on, and no test leaves a signal behind.
class StopSignals : public testing::Test {
 protected:
    StopSignal stop_;
};

TEST_F(StopSignals, ASignalOfTheProcessIsWaitedFor) {
    ::kill(::getpid(), SIGTERM);
    EXPECT_TRUE(stop_.wait_for(Duration::max()));
    ::kill(::getpid(), SIGINT);
    stop_.wait();
    EXPECT_FALSE(stop_.wait_for(Duration::zero())) << "each was taken once";
}

TEST_F(StopSignals, AnInterruptionIsNobodysSignal) {
    bool asked = true;
    std::thread waiting([&] { asked = stop_.wait_for(Duration::max()); });
    StopSignal::interrupt(waiting.native_handle());
    waiting.join();
    EXPECT_FALSE(asked);
}

TEST_F(StopSignals, ASignalThatComesWithAnInterruptionIsLeftToTheNext) {
    bool asked = true;
    ::kill(::getpid(), SIGTERM);
    std::thread waiting([&] {
        StopSignal::interrupt(::pthread_self());
        asked = stop_.wait_for(Duration::max());
    });
    waiting.join();
    EXPECT_FALSE(asked);
    EXPECT_TRUE(stop_.wait_for(Duration::zero()));
}

TEST_F(StopSignals, WhatIsPutBackIsThereForTheNext) {
    ::kill(::getpid(), SIGTERM);
    ASSERT_TRUE(stop_.wait_for(Duration::max()));
    StopSignal::put_back();
    EXPECT_TRUE(stop_.wait_for(Duration::zero()));
    EXPECT_FALSE(stop_.wait_for(Duration::zero()));
}

}  // namespace
}  // namespace hapax
