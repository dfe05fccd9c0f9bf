#include "simulation/scheduler/scheduler.hpp"

#include "contract/mailbox_contract.hpp"
#include "contract/runtime_contract.hpp"

namespace hapax {
namespace simulation {
namespace {

using namespace std::chrono_literals;

struct SimBench {
    Runtime& runtime() { return scheduler.process("process"); }
    void run() { EXPECT_EQ(scheduler.run(), Stop::ended) << scheduler.waiting(); }

    Scheduler scheduler{1};
};

TEST(Scheduler, TimeJumpsToTheNextDeadline) {
    Scheduler scheduler(1);
    SimProcess& process = scheduler.process("p");
    const Instant start = scheduler.now();
    process.spawn("sleeper", [&] { process.make_parker()->park(start + 24h); });
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_EQ(scheduler.now(), start + 24h);
    EXPECT_LE(scheduler.switches(), 2u);
}

TEST(Scheduler, RunsUpToAnInstantAndGoesOnFromThere) {
    Scheduler scheduler(1);
    SimProcess& process = scheduler.process("p");
    const Instant start = scheduler.now();
    process.spawn("sleeper", [&] { process.sleep(1h); });
    EXPECT_EQ(scheduler.run(start + 30min), Stop::time);
    EXPECT_EQ(scheduler.now(), start + 30min);
    EXPECT_EQ(scheduler.run(start + 2h), Stop::ended);
}

TEST(Scheduler, StopsWhenThePredicateSaysSo) {
    Scheduler scheduler(1);
    SimProcess& process = scheduler.process("p");
    int count = 0;
    process.spawn("counter", [&] {
        for (;; ++count) process.checkpoint();
    });
    EXPECT_EQ(scheduler.run(never, [&] { return count == 10; }), Stop::done);
    EXPECT_EQ(count, 10);
}

TEST(Scheduler, NamesTheLoopsThatNothingWillWake) {
    Scheduler scheduler(1);
    for (const char* name : {"bank", "shop"}) {
        SimProcess& process = scheduler.process(name);
        process.spawn("engine", [&process] { process.make_parker()->park(never); });
    }
    EXPECT_EQ(scheduler.run(), Stop::stuck);
    EXPECT_EQ(scheduler.waiting(), "bank/engine, shop/engine");
}

TEST(Scheduler, ALoopThatPollsDoesNotStopTime) {
    Scheduler scheduler(1);
    SimProcess& process = scheduler.process("p");
    bool heard = false;
    process.spawn("poller", [&] {
        const auto parker = process.make_parker();
        while (!heard) parker->park(Instant::min());
    });
    process.spawn("sleeper", [&] {
        process.sleep(1ms);
        heard = true;
    });
    EXPECT_EQ(scheduler.run(), Stop::ended);
}

TEST(Scheduler, TheOrderOfEqualsIsDrawnFromTheSeed) {
    std::set<std::string> orders;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Scheduler scheduler(seed);
        SimProcess& process = scheduler.process("p");
        std::string order;
        for (const char* name : {"a", "b", "c"}) process.spawn(name, [&order, name] { order += name; });
        scheduler.run();
        orders.insert(order);
    }
    EXPECT_EQ(orders.size(), 6u);
}

TEST(Scheduler, EachProcessHasAWallClockThatMayJump) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimProcess& shop = scheduler.process("shop");
    EXPECT_EQ(bank.wall(), shop.wall());
    const Timestamp before = bank.wall();
    const Instant now = bank.now();
    bank.jump_wall(-24h);
    EXPECT_EQ(bank.wall().us, before.us - 24LL * 3600 * 1'000'000);
    EXPECT_EQ(bank.now(), now);
    EXPECT_EQ(shop.wall(), before);
}

TEST(Scheduler, ProcessesDrawFromStreamsOfTheirOwn) {
    const auto first_of_bank = [](bool shop_draws_first) {
        Scheduler scheduler(1);
        if (shop_draws_first) scheduler.process("shop").random();
        return scheduler.process("bank").random();
    };
    EXPECT_EQ(first_of_bank(false), first_of_bank(true));
}

TEST(Scheduler, WhatIsNotedChangesTheHash) {
    Scheduler one(1);
    Scheduler other(1);
    one.note(1);
    other.note(2);
    EXPECT_NE(one.hash(), other.hash());
}

}  // namespace
}  // namespace simulation

namespace contract {
INSTANTIATE_TYPED_TEST_SUITE_P(Sim, RuntimeContract, simulation::SimBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Sim, MailboxContract, simulation::SimBench);
}  // namespace contract

}  // namespace hapax
