// Goal: whatever ends while the horizon is saved, the old or the new one is there, and damage is never a number.
// Method: the simulated disk, a crash at every effect, and every single bit of the file turned over.
#include "application/retention/horizon_file.hpp"

#include <gtest/gtest.h>

#include "codec/crc32c.hpp"
#include "simulation/disk/sim_disk.hpp"

namespace hapax {
namespace {

constexpr std::int64_t yesterday = 1'700'000'000'000;
constexpr std::int64_t today = 1'700'086'400'000;

constexpr std::uint64_t no_crash = 1'000'000;

void have_saved(simulation::SimDisk& disk, std::int64_t value) {
    ASSERT_TRUE(disk.make_directory("data"));
    ASSERT_TRUE(HorizonFile(disk, "data").save(value));
}

TEST(HorizonFile, IsZeroWhereThereIsNone) {
    simulation::SimDisk disk(1);
    ASSERT_TRUE(disk.make_directory("data"));
    EXPECT_EQ(*HorizonFile(disk, "data").load(), 0);
    EXPECT_TRUE(disk.list("data")->empty()) << "loading writes nothing";
}

TEST(HorizonFile, IsNotSavedWhileItsNameIsNotSynced) {
    simulation::SimDisk disk(1);
    have_saved(disk, yesterday);
    disk.fail_next(simulation::DiskCall::sync_directory, 1);
    EXPECT_FALSE(HorizonFile(disk, "data").save(today));
    EXPECT_TRUE(HorizonFile(disk, "data").save(today));
}

TEST(HorizonFile, SurvivesACrashOfTheMachineOnceSaved) {
    simulation::SimDisk disk(1);
    have_saved(disk, yesterday);
    have_saved(disk, today);
    disk.crash_machine();
    EXPECT_EQ(*HorizonFile(disk, "data").load(), today);
}

TEST(HorizonFile, ACrashAnywhereInASaveLeavesTheOldOrTheNewOneAndTheNextSaveSucceeds) {
    bool ended = false;
    for (std::uint64_t n = 1; !ended; ++n) {
        simulation::SimDisk disk(n);
        have_saved(disk, yesterday);
        disk.fail_after(n);
        try {
            ASSERT_TRUE(HorizonFile(disk, "data").save(today));
            ended = true;
        } catch (const simulation::Crash&) {
            disk.crash_machine();
        }
        disk.fail_after(no_crash);
        const auto found = HorizonFile(disk, "data").load();
        ASSERT_TRUE(found) << "crash at " << n << ": " << found.error().detail;
        EXPECT_TRUE(*found == today || (*found == yesterday && !ended)) << *found;
        ASSERT_TRUE(HorizonFile(disk, "data").save(today + 1));
        EXPECT_EQ(*HorizonFile(disk, "data").load(), today + 1);
    }
}

// Nobody may be told 410 by a horizon that a crash could still take back.
TEST(HorizonFile, WhatIsLoadedAfterTheDeathOfAProcessSurvivesACrashOfTheMachine) {
    for (std::uint64_t n = 1; n <= 6; ++n) {
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            simulation::SimDisk disk(seed);
            have_saved(disk, yesterday);
            disk.fail_after(n);
            try {
                ASSERT_TRUE(HorizonFile(disk, "data").save(today));
            } catch (const simulation::Crash&) {
            }
            disk.crash_process();
            disk.fail_after(no_crash);
            const auto shown = HorizonFile(disk, "data").load();
            ASSERT_TRUE(shown);
            disk.crash_machine();
            EXPECT_EQ(*HorizonFile(disk, "data").load(), *shown) << "died at effect " << n << ", seed " << seed;
        }
    }
}

TEST(HorizonFile, LaysOutBytesAsTheyAreOnDisk) {
    simulation::SimDisk disk(1);
    have_saved(disk, 0x0102030405060708);
    const auto bytes = disk.bytes("data/horizon");
    ASSERT_EQ(bytes.size(), 20U);
    const std::string text(reinterpret_cast<const char*>(bytes.data()), 16);
    EXPECT_EQ(text, std::string("HPXH\x01\0\0\0\x08\x07\x06\x05\x04\x03\x02\x01", 16));
}

TEST(HorizonFile, EveryBitThatTurnsIsFound) {
    for (std::uint64_t bit = 0; bit < 160; ++bit) {
        simulation::SimDisk disk(1);
        have_saved(disk, today);
        disk.corrupt("data/horizon", bit / 8, std::byte{1} << (bit % 8));
        const auto found = HorizonFile(disk, "data").load();
        ASSERT_FALSE(found) << bit;
        EXPECT_EQ(found.error().code, horizon_errc::corrupt);
        EXPECT_TRUE(found.error().detail.starts_with("data/horizon: ")) << found.error().detail;
    }
}

TEST(HorizonFile, AFileOfAnotherLengthIsCorrupt) {
    for (const std::uint64_t size : {0U, 1U, 19U, 21U}) {
        simulation::SimDisk disk(1);
        have_saved(disk, today);
        ASSERT_TRUE((*disk.open("data/horizon", Open::write))->truncate(size));
        EXPECT_FALSE(HorizonFile(disk, "data").load()) << size;
    }
}

TEST(HorizonFile, ADiskThatFailsIsNeitherAnEmptyNorADamagedFile) {
    for (const auto call : {simulation::DiskCall::open, simulation::DiskCall::size, simulation::DiskCall::read,
                            simulation::DiskCall::sync_directory}) {
        simulation::SimDisk disk(1);
        have_saved(disk, today);
        simulation::FaultPlan plan;
        plan.on(call).error_nth = 1;
        disk.set_faults(plan);
        EXPECT_EQ(HorizonFile(disk, "data").load().error().code, disk_errc::io);
        EXPECT_EQ(*HorizonFile(disk, "data").load(), today) << "it is as it was";
    }
}

TEST(HorizonFile, ASaveThatFailsAnywhereLeavesTheOldOrTheNewOneAndTheNextSaveSucceeds) {
    using simulation::DiskCall;
    for (const DiskCall call : {DiskCall::create, DiskCall::remove, DiskCall::write, DiskCall::sync, DiskCall::rename,
                                DiskCall::sync_directory}) {
        simulation::SimDisk disk(1);
        have_saved(disk, yesterday);
        ASSERT_TRUE(disk.open("data/horizon.new", Open::create)) << "an earlier save did not end";
        simulation::FaultPlan plan;
        plan.on(call).error_nth = 1;
        disk.set_faults(plan);
        EXPECT_EQ(HorizonFile(disk, "data").save(today).error().code, disk_errc::io);
        const auto found = HorizonFile(disk, "data").load();
        EXPECT_TRUE(*found == yesterday || *found == today);
        ASSERT_TRUE(HorizonFile(disk, "data").save(today + 1));
        EXPECT_EQ(*HorizonFile(disk, "data").load(), today + 1);
    }
}

TEST(HorizonFile, ATimeThatNoClockCanShowIsCorrupt) {
    simulation::SimDisk disk(1);
    have_saved(disk, today);
    auto bytes = disk.bytes("data/horizon");
    bytes[15] = std::byte{0xff};
    const std::uint32_t crc = crc32c(0, std::span(bytes).first(16));
    for (std::size_t i = 0; i < 4; ++i) bytes[16 + i] = static_cast<std::byte>(crc >> (8 * i));
    ASSERT_TRUE((*disk.open("data/horizon", Open::write))->write_at(0, bytes));
    EXPECT_EQ(HorizonFile(disk, "data").load().error().code, horizon_errc::corrupt);
}

}  // namespace
}  // namespace hapax
