#include "simulation/disk/sim_disk.hpp"

#include "contract/disk_contract.hpp"

namespace hapax {
namespace simulation {
namespace {

using contract::bytes_of;
using contract::read_text;

struct SimBench {
    SimBench() { EXPECT_TRUE(twin.make_directory("/data")); }
    Disk& disk() { return twin; }
    std::string directory() const { return "/data"; }

    SimDisk twin{1};
};

std::unique_ptr<File> create(Disk& disk, const std::string& path, std::string_view text) {
    auto file = disk.open(path, Open::create).value();
    EXPECT_TRUE(file->write_at(0, bytes_of(text)));
    return file;
}

std::string text_of(Disk& disk, const std::string& path) {
    return read_text(*disk.open(path, Open::read).value(), 0, 1 << 16);
}

TEST(SimDisk, AKillKeepsWhatWasWrittenAndACrashWhatWasSynced) {
    SimDisk disk(7);
    const auto file = create(disk, "/a", "old");
    ASSERT_TRUE(file->sync());
    ASSERT_TRUE(disk.sync_directory("/"));
    ASSERT_TRUE(file->write_at(3, bytes_of("new")));
    disk.crash_process();
    EXPECT_EQ(text_of(disk, "/a"), "oldnew");
    disk.crash_machine();
    EXPECT_EQ(disk.calls(DiskCall::sync), 1u);
    EXPECT_TRUE(disk.open("/a", Open::read));
}

TEST(SimDisk, HandlesOfADeadProcessChangeNothing) {
    SimDisk disk(7);
    const auto file = create(disk, "/a", "old");
    disk.crash_process();
    EXPECT_EQ(file->write_at(0, bytes_of("new")).error().code, disk_errc::io);
    EXPECT_EQ(file->sync().error().code, disk_errc::io);
    EXPECT_FALSE(file->truncate(0));
    EXPECT_FALSE(file->size());
    EXPECT_EQ(text_of(disk, "/a"), "old");
}

TEST(SimDisk, AHaltedDiskDoesNothingUntilTheCrash) {
    SimDisk disk(7);
    const auto file = create(disk, "/a", "old");
    disk.halt();
    EXPECT_FALSE(file->write_at(0, bytes_of("new")));
    EXPECT_FALSE(disk.remove("/a"));
    disk.crash_process();
    EXPECT_EQ(text_of(disk, "/a"), "old");
}

TEST(SimDisk, ACrashFreesLocksAndOnlyOneOfTheMachineChangesTheBootId) {
    SimDisk disk(7);
    const auto first = disk.lock("/");
    const std::string boot = disk.boot_id();
    disk.crash_process();
    const auto second = disk.lock("/");
    EXPECT_TRUE(second);
    EXPECT_EQ(disk.boot_id(), boot);
    disk.crash_machine();
    EXPECT_NE(disk.boot_id(), boot);
    EXPECT_TRUE(disk.lock("/"));
}

TEST(SimDisk, TheLockOfADeadProcessDoesNotFreeItsSuccessors) {
    SimDisk disk(7);
    auto dead = disk.lock("/").value();
    disk.crash_process();
    const auto held = disk.lock("/");
    dead.reset();
    EXPECT_EQ(disk.lock("/").error().code, disk_errc::locked);
}

// Writes, syncs and renames; killed at every call with an effect, it leaves a state of its own past, never more.
TEST(SimDisk, DiesAtEveryEffectOnce) {
    const auto work = [](SimDisk& disk) {
        const auto file = create(disk, "/tmp", "content");
        if (!file->sync() || !disk.rename("/tmp", "/final") || !disk.sync_directory("/")) return;
    };
    SimDisk whole(7);
    work(whole);
    ASSERT_EQ(whole.effects(), 5u);
    for (std::uint64_t n = 1; n <= 5; ++n) {
        SimDisk disk(7);
        disk.fail_after(n);
        EXPECT_THROW(work(disk), Crash) << n;
        EXPECT_FALSE(disk.list("/")) << "nothing works after death";
        disk.crash_process();
        EXPECT_EQ(disk.open("/final", Open::read).has_value(), n == 5) << n;
        EXPECT_EQ(disk.open("/tmp", Open::read).has_value(), n >= 2 && n <= 4) << n;
    }
}

TEST(SimDisk, AWriteThatTheProcessDidNotSurviveMayBeThereInPart) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SimDisk disk(seed);
        const auto file = create(disk, "/a", "");
        disk.fail_after(1);
        EXPECT_THROW(static_cast<void>(file->write_at(0, bytes_of("abc"))), Crash);
        disk.crash_process();
        seen.insert(text_of(disk, "/a"));
    }
    EXPECT_EQ(seen, (std::set<std::string>{"", "a", "ab", "abc"}));
}

TEST(SimDisk, AFullDiskTakesWhatFitsAndStillOverwrites) {
    SimDisk disk(7);
    FaultPlan plan;
    plan.capacity = 5;
    disk.set_faults(plan);
    const auto file = create(disk, "/a", "abc");
    EXPECT_EQ(file->write_at(3, bytes_of("defg")).error().code, disk_errc::no_space);
    EXPECT_EQ(text_of(disk, "/a"), "abcde");
    EXPECT_TRUE(file->write_at(0, bytes_of("ABCDE")));
    EXPECT_EQ(file->truncate(6).error().code, disk_errc::no_space);
    ASSERT_TRUE(disk.remove("/a"));
    EXPECT_TRUE(disk.open("/b", Open::create).value()->write_at(0, bytes_of("xyz")));
}

TEST(SimDisk, ASyncErrorIsReportedOnceAndTheBytesMayBeGone) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SimDisk disk(seed);
        const auto file = create(disk, "/a", "old");
        ASSERT_TRUE(file->sync() && disk.sync_directory("/"));
        FaultPlan plan;
        plan.on(DiskCall::sync).error_nth = 1;
        disk.set_faults(plan);
        ASSERT_TRUE(file->write_at(0, bytes_of("new")));
        EXPECT_EQ(file->sync().error().code, disk_errc::io);
        EXPECT_TRUE(file->sync());
        EXPECT_EQ(text_of(disk, "/a"), "new");
        disk.crash_machine();
        seen.insert(text_of(disk, "/a"));
    }
    EXPECT_EQ(seen, (std::set<std::string>{"old", "new"}));
}

TEST(SimDisk, ForcedErrorsHitTheCallTheyName) {
    SimDisk disk(7);
    FaultPlan plan;
    plan.on(DiskCall::read).error_nth = 2;
    plan.on(DiskCall::rename).error_chance = always;
    disk.set_faults(plan);
    const auto file = create(disk, "/a", "abc");
    std::array<std::byte, 1> into{};
    EXPECT_TRUE(file->read_at(0, into));
    EXPECT_FALSE(file->read_at(0, into));
    EXPECT_TRUE(file->read_at(0, into));
    EXPECT_EQ(disk.rename("/a", "/b").error().code, disk_errc::io);
    EXPECT_TRUE(disk.open("/a", Open::read));
}

TEST(SimDisk, ADamagedByteStaysDamaged) {
    SimDisk disk(7);
    create(disk, "/a", "abc");
    disk.corrupt("/a", 1, std::byte{1});
    EXPECT_EQ(text_of(disk, "/a"), "acc");
}

TEST(SimDisk, RepairTurnsBackWhatWasNotWrittenAgain) {
    SimDisk disk(7);
    const auto file = create(disk, "/a", "abc");
    disk.corrupt("/a", 0, std::byte{1});
    disk.corrupt("/a", 1, std::byte{2});
    ASSERT_TRUE(file->write_at(1, bytes_of("x")));
    EXPECT_EQ(disk.corrupted(), 1u);
    EXPECT_EQ(disk.repair(), 1u);
    EXPECT_EQ(text_of(disk, "/a"), "axc");
    EXPECT_EQ(disk.repair(), 0u);
}

TEST(SimDisk, RepairTurnsBackWhatACrashWouldBringBackToo) {
    SimDisk disk(7);
    const auto file = create(disk, "/a", "old");
    ASSERT_TRUE(file->sync() && disk.sync_directory("/"));
    ASSERT_TRUE(file->write_at(0, bytes_of("new")));
    disk.corrupt("/a", 0, std::byte{1});
    disk.repair();
    disk.crash_machine();
    EXPECT_TRUE(text_of(disk, "/a") == "old" || text_of(disk, "/a") == "new" || disk.toll().sectors_garbled == 1);
}

TEST(SimDisk, TheNextCallOfAKindFailsOnceWhateverThePlan) {
    SimDisk disk(7);
    const auto file = create(disk, "/a", "abc");
    disk.fail_next(DiskCall::read, 2);
    disk.set_faults({});
    std::array<std::byte, 1> into{};
    EXPECT_TRUE(file->read_at(0, into));
    EXPECT_FALSE(file->read_at(0, into));
    EXPECT_TRUE(file->read_at(0, into));
    EXPECT_EQ(disk.failed(DiskCall::read), 1u);
    disk.fail_next(DiskCall::read, 1);
    disk.calm();
    EXPECT_TRUE(file->read_at(0, into));
}

TEST(SimDisk, CountsWhatACrashOfTheMachineTook) {
    CrashToll toll;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SimDisk disk(seed);
        const auto file = create(disk, "/a", "");
        ASSERT_TRUE(file->sync() && disk.sync_directory("/"));
        ASSERT_TRUE(file->write_at(0, bytes_of(std::string(20000, 'x'))));
        ASSERT_TRUE(disk.rename("/a", "/b"));
        disk.crash_machine();
        EXPECT_EQ(disk.toll().renames_lost == 1, disk.open("/a", Open::read).has_value());
        toll.sectors_lost += disk.toll().sectors_lost;
        toll.sectors_garbled += disk.toll().sectors_garbled;
        toll.renames_lost += disk.toll().renames_lost;
    }
    EXPECT_GT(toll.sectors_lost, 0u);
    EXPECT_GT(toll.sectors_garbled, 0u);
    EXPECT_GT(toll.renames_lost, 0u);
}

TEST(SimDisk, AnImageStartsAnotherDisk) {
    SimDisk disk(7);
    create(disk, "/a", "abc");
    SimDisk copy(8, disk.image());
    ASSERT_TRUE(copy.remove("/a"));
    EXPECT_EQ(text_of(disk, "/a"), "abc");
}

TEST(SimDisk, TheSameSeedLeavesTheSameDisk) {
    const auto leftovers = [](std::uint64_t seed) {
        SimDisk disk(seed);
        const auto file = create(disk, "/a", "");
        EXPECT_TRUE(file->sync() && disk.sync_directory("/"));
        EXPECT_TRUE(file->write_at(0, bytes_of(std::string(20000, 'x'))));
        disk.crash_machine();
        return disk.bytes("/a");
    };
    std::set<std::vector<std::byte>> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        EXPECT_EQ(leftovers(seed), leftovers(seed));
        seen.insert(leftovers(seed));
    }
    EXPECT_GT(seen.size(), 5u);
}

}  // namespace
}  // namespace simulation

namespace contract {
INSTANTIATE_TYPED_TEST_SUITE_P(Sim, DiskContract, simulation::SimBench);
}

}  // namespace hapax
