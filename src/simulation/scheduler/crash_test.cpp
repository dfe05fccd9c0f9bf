// Processes that die: where Crash comes out, what destructors may do then, and what the twins make of it.
#include <set>

#include <gtest/gtest.h>

#include "ports/driven/mailbox.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/scheduler/scheduler.hpp"

namespace hapax::simulation {
namespace {

using namespace std::chrono_literals;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

struct Traced {
    std::string& trace;
    std::string mark;
    ~Traced() { trace += mark; }
};

TEST(Crash, UnwindsEveryLoopOfTheProcessAndOfNoOther) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimProcess& shop = scheduler.process("shop");
    std::string trace;
    const auto wait = [&trace](SimProcess& process, const char* mark) {
        process.spawn(mark, [&trace, &process, mark] {
            const Traced traced{trace, mark};
            process.make_parker()->park(never);
        });
    };
    wait(bank, "a");
    wait(bank, "b");
    wait(shop, "c");
    EXPECT_EQ(scheduler.run(), Stop::stuck);
    scheduler.kill(bank);
    EXPECT_EQ(trace, "ab");
    EXPECT_EQ(scheduler.waiting(), "shop/c");
}

TEST(Crash, ALoopThatNeverStartedIsDropped) {
    Scheduler scheduler(1);
    bool ran = false;
    scheduler.process("bank").spawn("engine", [&] { ran = true; });
    scheduler.kill(scheduler.process("bank"));
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_FALSE(ran);
}

TEST(Crash, ALoopMayKillAnotherProcessAndGoOn) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimProcess& nemesis = scheduler.process("nemesis");
    std::string trace;
    bank.spawn("engine", [&] {
        const Traced traced{trace, "dead "};
        bank.make_parker()->park(never);
    });
    nemesis.spawn("killer", [&] {
        nemesis.sleep(1ms);
        scheduler.kill(bank);
        trace += "killed";
    });
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_EQ(trace, "dead killed");
}

TEST(Crash, ALoopThatKillsItsOwnProcessUnwindsFirst) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    std::string trace;
    bank.spawn("other", [&] {
        const Traced traced{trace, "other"};
        bank.make_parker()->park(never);
    });
    bank.spawn("killer", [&] {
        const Traced traced{trace, "killer "};
        bank.sleep(1ms);
        scheduler.kill(bank);
        trace += "unreachable";
    });
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_EQ(trace, "killer other");
}

TEST(Crash, IsNoStdException) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    bool handled = false;
    bank.spawn("engine", [&] {
        try {
            bank.make_parker()->park(never);
        } catch (const std::exception&) {
            handled = true;
        }
    });
    scheduler.run();
    scheduler.kill(bank);
    EXPECT_FALSE(handled);
}

// A destructor that parks, unparks, spawns and offers while its process dies: nothing of it happens, nothing hangs.
TEST(Crash, DestructorsOfADeadProcessAskInVain) {
    struct Busy {
        SimProcess& process;
        Mailbox<int>& box;
        bool& asked;
        ~Busy() {
            const auto parker = process.make_parker();
            parker->unpark();
            asked = !parker->park(never);
            box.close();
            process.spawn("late", [] { ADD_FAILURE() << "spawned by the dead"; });
        }
    };
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    Mailbox<int> box(bank, 4);
    bool asked = false;
    bank.spawn("engine", [&] {
        const Busy busy{bank, box, asked};
        std::vector<int> batch;
        box.take(batch, never);
    });
    scheduler.run();
    scheduler.kill(bank);
    EXPECT_TRUE(asked);
    bank.restart();
    EXPECT_EQ(scheduler.run(), Stop::ended);
}

TEST(Crash, AProcessLivesAgainAfterItsRestart) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    scheduler.kill(bank);
    EXPECT_TRUE(bank.dead());
    bank.restart();
    bool ran = false;
    bank.spawn("engine", [&] { ran = true; });
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_TRUE(ran);
}

TEST(Crash, ComesAtEachCheckpointThatIsAskedFor) {
    for (std::uint64_t n = 1; n <= 5; ++n) {
        Scheduler scheduler(n);
        SimProcess& bank = scheduler.process("bank");
        std::uint64_t passed = 0;
        bank.crash_at(n);
        bank.spawn("engine", [&] {
            for (; passed < 10; ++passed) bank.checkpoint();
        });
        EXPECT_EQ(scheduler.run(), Stop::ended);
        EXPECT_EQ(passed, n - 1);
        EXPECT_TRUE(bank.dead());
    }
}

TEST(Crash, ADiskThatDiesTakesItsProcessAlong) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimDisk disk(1);
    disk.attach(&bank);
    disk.fail_after(1);
    bool unwound = false;
    bank.spawn("reader", [&] {
        try {
            bank.make_parker()->park(never);
        } catch (const Crash&) {
            unwound = true;
            throw;
        }
    });
    bank.spawn("writer", [&] {
        bank.sleep(1ms);
        static_cast<void>(disk.open("/a", Open::create));
        ADD_FAILURE() << "survived";
    });
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_TRUE(unwound);
}

TEST(SimDiskInAWorld, ASyncTakesVirtualTimeAndOthersRunMeanwhile) {
    Scheduler scheduler(1);
    SimProcess& bank = scheduler.process("bank");
    SimDisk disk(1);
    disk.attach(&bank);
    FaultPlan plan;
    plan.on(DiskCall::sync).stall_chance = always;
    plan.on(DiskCall::sync).stall = 5s;
    disk.set_faults(plan);
    bool synced = false;
    bool other_ran = false;
    bank.spawn("committer", [&] {
        const auto file = disk.open("/a", Open::create).value();
        EXPECT_TRUE(file->sync());
        EXPECT_TRUE(other_ran);
        synced = true;
    });
    bank.spawn("other", [&] {
        bank.sleep(1s);
        other_ran = !synced;
    });
    const Instant start = scheduler.now();
    EXPECT_EQ(scheduler.run(), Stop::ended);
    EXPECT_TRUE(synced);
    EXPECT_GE(scheduler.now() - start, 5s);
}

TEST(SimDiskInAWorld, AKillDuringASyncLeavesTheBytesToTheDraw) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Scheduler scheduler(seed);
        SimProcess& bank = scheduler.process("bank");
        SimDisk disk(seed);
        std::unique_ptr<File> file = disk.open("/a", Open::create).value();
        ASSERT_TRUE(file->write_at(0, bytes_of("old")) && file->sync() && disk.sync_directory("/"));
        disk.attach(&bank);
        bank.spawn("committer", [&] {
            EXPECT_TRUE(file->write_at(0, bytes_of("new")));
            bank.crash_at(1);
            static_cast<void>(file->sync());
            ADD_FAILURE() << "survived";
        });
        EXPECT_EQ(scheduler.run(), Stop::ended);
        EXPECT_FALSE(disk.open("/a", Open::read)) << "the dead open nothing";
        disk.crash_machine();
        const auto bytes = disk.bytes("/a");
        seen.insert(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
    EXPECT_TRUE(seen.contains("old"));
    EXPECT_TRUE(seen.contains("new"));
}

}  // namespace
}  // namespace hapax::simulation
