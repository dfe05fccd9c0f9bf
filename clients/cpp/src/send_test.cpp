// Goal: what send() was given is executed in the background, within its bounds, and everybody is told. Method: real
// threads, a target of a script, facts to wait for and no clock.
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "clients/cpp/src/fake_target.hpp"

namespace hapax::client {
namespace {

using namespace std::chrono_literals;

constexpr Duration long_enough = 60s;  // nobody waits for it
const Operation withdraw{.address = "/accounts/42/withdrawals/{operation}", .body = R"({"amount":2000})"};

// A target that keeps its answers back until it is let go.
class Gate {
 public:
    FakeTarget::Step step() {
        return [this](FakeTarget& target, const FakeTarget::Asked& asked) {
            std::unique_lock lock(mutex_);
            ++inside_;
            changed_.notify_all();
            changed_.wait(lock, [this] { return open_; });
            --inside_;
            return succeeds()(target, asked);
        };
    }
    void wait_for(int inside) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return inside_ == inside; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int inside_ = 0;
    bool open_ = false;
};

class Told {
 public:
    Client::Ended ended() {
        return [this](const Outcome& outcome) {
            const std::lock_guard lock(mutex_);
            ++(outcome ? succeeded_ : failed_[std::string(outcome.error().error.code.name)]);
        };
    }
    int succeeded() const { return succeeded_; }
    int failed(const std::string& name) { return failed_[name]; }

 private:
    std::mutex mutex_;
    int succeeded_ = 0;
    std::map<std::string, int> failed_;
};

TEST(Send, ReturnsAtOnceAndIsRetriedInTheBackground) {
    FakeTarget target;
    target.script = {fails(client_errc::connection_lost), problem(503, "overloaded"), succeeds()};
    Client client({}, target.transport(), target.surroundings());
    Told told;
    const auto id = client.send(withdraw, told.ended());
    ASSERT_TRUE(id);
    EXPECT_TRUE(client.wait_for_all(long_enough));
    EXPECT_EQ(told.succeeded(), 1);
    EXPECT_EQ(target.asked.size(), 3U);
    EXPECT_EQ(id_of(target.asked[2].request), id->text());
}

TEST(Send, TellsOfAFailure) {
    FakeTarget target;
    target.script = {problem(409, "insufficient-funds")};
    Client client({}, target.transport(), target.surroundings());
    Told told;
    ASSERT_TRUE(client.send(withdraw, told.ended()));
    EXPECT_TRUE(client.wait_for_all(long_enough));
    EXPECT_EQ(told.failed("refused"), 1);
}

TEST(Send, HasRoomForSoManyAndNoMore) {
    FakeTarget target;
    Gate gate;
    target.script = {gate.step()};
    Options options;
    options.limits.queued_max = 3;
    options.limits.senders_max = 2;
    Told told;
    Client client(options, target.transport(), target.surroundings());
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(client.send(withdraw, told.ended()));
    gate.wait_for(2);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.send(withdraw, told.ended()));
    const auto refused = client.send(withdraw, told.ended());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, client_errc::queue_full);
    EXPECT_FALSE(client.wait_for_all(0s));
    gate.open();
    EXPECT_TRUE(client.wait_for_all(long_enough));
    EXPECT_EQ(told.succeeded(), 5);
}

TEST(Send, WhatHasNotEndedWithTheClientIsToldSo) {
    FakeTarget target;
    Gate gate;
    target.script = {gate.step()};
    Options options;
    options.limits.senders_max = 1;
    Told told;
    {
        Client client(options, target.transport(), target.surroundings());
        for (int i = 0; i < 4; ++i) ASSERT_TRUE(client.send(withdraw, told.ended()));
        gate.wait_for(1);
        gate.open();
    }
    EXPECT_EQ(told.succeeded() + told.failed("cancelled"), 4);
    EXPECT_GE(told.succeeded(), 1) << "what was under way and was answered has succeeded";
}

TEST(Send, NothingToWaitForIsNoWait) {
    FakeTarget target;
    Client client({}, target.transport(), target.surroundings());
    EXPECT_TRUE(client.wait_for_all(0s));
}

// The cap with real threads: whoever comes when all turns are taken waits, and gets the next one.
TEST(Execute, NeverHasMoreUnderWayThanItsCapAndEveryoneGetsATurn) {
    FakeTarget target;
    std::mutex mutex;
    int inside = 0;
    int most = 0;
    target.script = {[&](FakeTarget& fake, const FakeTarget::Asked& asked) {
        {
            const std::lock_guard lock(mutex);
            most = std::max(most, ++inside);
        }
        std::this_thread::yield();
        auto response = succeeds()(fake, asked);
        const std::lock_guard lock(mutex);
        --inside;
        return response;
    }};
    Options options;
    options.breaker.concurrency_max = 3;
    Client client(options, target.transport(), make_surroundings());
    std::vector<std::jthread> threads;
    std::atomic<int> succeeded = 0;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < 50; ++k) succeeded += client.execute(withdraw).has_value();
        });
    }
    threads.clear();
    EXPECT_EQ(succeeded, 16 * 50);
    EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace hapax::client
