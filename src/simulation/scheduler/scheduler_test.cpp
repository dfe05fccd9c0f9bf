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

TEST(Scheduler, AWallClockMayGoWrongAndStandStillUntilItIsCorrected) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimProcess& shop = scheduler.process("shop");
    const auto behind = [&] { return std::chrono::microseconds(shop.wall().us - bank.wall().us); };
    bank.set_wall_rate(990'000);
    scheduler.leap(100s);
    EXPECT_EQ(behind(), 1s);
    bank.set_wall_rate(0);
    scheduler.leap(10s);
    EXPECT_EQ(behind(), 11s);
    bank.jump_wall(1s);
    EXPECT_EQ(behind(), 10s);
    bank.correct_wall();
    scheduler.leap(10s);
    EXPECT_EQ(bank.wall(), shop.wall());
}

TEST(Scheduler, NoLoopOfAFrozenProcessRunsAndOthersDo) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimProcess& shop = scheduler.process("shop");
    const Instant start = scheduler.now();
    const Instant thaw = start + 1s;
    Instant slept;
    Instant woken;
    const auto parker = bank.make_parker();
    bank.spawn("sleeper", [&] {
        bank.sleep(10ms);
        slept = bank.now();
    });
    bank.spawn("waiter", [&] {
        parker->park(never);
        woken = bank.now();
    });
    shop.spawn("shop", [&] {
        shop.sleep(5ms);
        scheduler.freeze(bank, thaw);
        shop.sleep(20ms);
        parker->unpark();
        EXPECT_LT(shop.now(), thaw);
    });
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_GE(slept, thaw);
    EXPECT_GE(woken, thaw);
}

TEST(Scheduler, AFrozenProcessCanBeKilledAndItsNextLifeIsAwake) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    bank.spawn("sleeper", [&] { bank.sleep(10ms); });
    scheduler.run(scheduler.now() + 1ms);
    const Instant thaw = scheduler.now() + 1h;
    scheduler.freeze(bank, thaw);
    scheduler.kill(bank);
    bank.restart();
    bank.spawn("again", [] {});
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_LT(scheduler.now(), thaw);
}

TEST(Scheduler, AfterALeapEveryDeadlineThatPassedIsDue) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    const Instant start = scheduler.now();
    bank.spawn("sleeper", [&] { bank.sleep(10ms); });
    scheduler.run(start + 1ms);
    scheduler.leap(24h);
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_GE(scheduler.now(), start + 24h);
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
