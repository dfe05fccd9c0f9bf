#include "simulation/disk/inode.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace hapax::simulation {
namespace {

constexpr std::uint64_t sector = Inode::sector_bytes;
constexpr SectorOdds keep_all{0, 0};
constexpr SectorOdds lose_all{always, 0};

std::string sectors(std::size_t count, char fill) {
    return std::string(count * sector, fill);
}

void write(Inode& inode, std::uint64_t offset, const std::string& text) {
    inode.write(offset, std::as_bytes(std::span(text)));
}

std::string text(const Inode& inode) {
    return {reinterpret_cast<const char*>(inode.bytes().data()), inode.bytes().size()};
}

std::string after_crash(Inode inode, std::uint64_t seed, const SectorOdds& odds = {}) {
    Random random(seed);
    CrashToll toll;
    inode.crash_machine(random, odds, toll);
    return text(inode);
}

Inode synced(std::size_t count, char fill) {
    Inode inode;
    write(inode, 0, sectors(count, fill));
    inode.sync();
    return inode;
}

TEST(Inode, WhatWasSyncedSurvivesEveryCrash) {
    const Inode inode = synced(3, 'a');
    for (std::uint64_t seed = 0; seed < 100; ++seed) EXPECT_EQ(after_crash(inode, seed), sectors(3, 'a'));
}

TEST(Inode, EverySectorOfAnUnsyncedOverwriteIsOldNewOrGarbage) {
    Inode inode = synced(3, 'a');
    write(inode, sector, sectors(2, 'b'));
    std::set<std::string> second_sectors;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const std::string left = after_crash(inode, seed);
        EXPECT_EQ(left.substr(0, sector), sectors(1, 'a'));
        second_sectors.insert(left.substr(sector, sector));
    }
    EXPECT_TRUE(second_sectors.contains(sectors(1, 'a')));
    EXPECT_TRUE(second_sectors.contains(sectors(1, 'b')));
    EXPECT_GT(second_sectors.size(), 10u);
}

TEST(Inode, OfTwoUnsyncedOverwritesTheFirstIsNeverLeft) {
    Inode inode = synced(1, 'a');
    write(inode, 0, sectors(1, 'b'));
    write(inode, 0, sectors(1, 'c'));
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 50; ++seed) seen.insert(after_crash(inode, seed, lose_all));
    EXPECT_EQ(seen, (std::set<std::string>{sectors(1, 'a'), sectors(1, 'c')}));
}

TEST(Inode, SectorsShareNoFate) {
    Inode inode = synced(2, 'a');
    write(inode, 0, sectors(2, 'b'));
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 300; ++seed) seen.insert(after_crash(inode, seed, {always / 2, 0}));
    const std::string a = sectors(1, 'a');
    const std::string b = sectors(1, 'b');
    EXPECT_EQ(seen, (std::set<std::string>{a + a, a + b, b + a, b + b}));
}

TEST(Inode, AnUnsyncedEndMayBeCut) {
    Inode inode = synced(1, 'a');
    write(inode, sector, sectors(4, 'b'));
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 0; seed < 300; ++seed) sizes.insert(after_crash(inode, seed).size());
    EXPECT_TRUE(sizes.contains(sector));
    EXPECT_TRUE(sizes.contains(5 * sector));
    EXPECT_GT(sizes.size(), 2u);
}

TEST(Inode, ALostTruncationBringsTheBytesBack) {
    Inode inode = synced(3, 'a');
    inode.truncate(10);
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 50; ++seed) seen.insert(after_crash(inode, seed, lose_all));
    EXPECT_EQ(seen, (std::set<std::string>{std::string(10, 'a'), sectors(3, 'a')}));
}

TEST(Inode, WhatAFailedSyncDidNotWriteLooksWrittenUntilTheMachineCrashes) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Inode inode = synced(1, 'a');
        write(inode, 0, sectors(1, 'b'));
        Random random(seed);
        inode.fail_sync(random);
        inode.sync();  // succeeds and says nothing
        EXPECT_EQ(text(inode), sectors(1, 'b'));
        seen.insert(after_crash(inode, seed, keep_all));
    }
    EXPECT_EQ(seen, (std::set<std::string>{sectors(1, 'a'), sectors(1, 'b')}));
}

TEST(Inode, AForgottenSectorThatIsWrittenAgainIsSyncedAgain) {
    Inode inode = synced(1, 'a');
    write(inode, 0, sectors(1, 'b'));
    Random random(1);
    inode.fail_sync(random);
    write(inode, 0, sectors(1, 'c'));
    inode.sync();
    for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_EQ(after_crash(inode, seed), sectors(1, 'c'));
}

TEST(Inode, AKilledProcessLosesOnlyWhatAFailedSyncForgot) {
    Inode inode = synced(1, 'a');
    write(inode, 0, sectors(1, 'b'));
    Random random(1);
    inode.crash_process(random);
    EXPECT_EQ(text(inode), sectors(1, 'b'));
}

TEST(Inode, AFlippedBitIsThereBeforeAndAfterACrash) {
    Inode inode = synced(1, 'a');
    write(inode, 0, "b");
    inode.flip(0, std::byte{3});
    EXPECT_EQ(text(inode)[0], 'b' ^ 3);
    EXPECT_EQ(after_crash(inode, 1, lose_all)[0] == ('a' ^ 3) || after_crash(inode, 1, lose_all)[0] == ('b' ^ 3), true);
}

}  // namespace
}  // namespace hapax::simulation
