#include "simulation/disk/file_system.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax::simulation {
namespace {

using testing::ElementsAre;
using Names = std::vector<std::string>;

FileSystem with_directory() {
    FileSystem files;
    EXPECT_TRUE(files.make_directory("/d"));
    return files;
}

Names after_crash(FileSystem files, std::uint64_t seed) {
    Random random(seed);
    files.crash_machine(random, {});
    return files.files();
}

std::set<Names> all_outcomes(const FileSystem& files) {
    std::set<Names> seen;
    for (std::uint64_t seed = 0; seed < 200; ++seed) seen.insert(after_crash(files, seed));
    return seen;
}

TEST(FileSystem, ANameIsSafeOnlyAfterItsDirectoryWasSynced) {
    FileSystem files = with_directory();
    ASSERT_TRUE(files.create("/d/a"));
    EXPECT_EQ(all_outcomes(files), (std::set<Names>{{}, {"/d/a"}}));
    ASSERT_TRUE(files.sync_directory("/d"));
    EXPECT_EQ(all_outcomes(files), (std::set<Names>{{"/d/a"}}));
}

TEST(FileSystem, ARemovedNameMayComeBack) {
    FileSystem files = with_directory();
    ASSERT_TRUE(files.create("/d/a"));
    ASSERT_TRUE(files.sync_directory("/d"));
    ASSERT_TRUE(files.remove("/d/a"));
    EXPECT_EQ(all_outcomes(files), (std::set<Names>{{}, {"/d/a"}}));
}

TEST(FileSystem, ARenameIsSeenWholeOrNotAtAll) {
    FileSystem files = with_directory();
    const InodeId a = files.create("/d/a").value();
    const InodeId b = files.create("/d/b").value();
    ASSERT_TRUE(files.sync_directory("/d"));
    ASSERT_TRUE(files.rename("/d/a", "/d/b"));
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        FileSystem copy = files;
        Random random(seed);
        copy.crash_machine(random, {});
        const bool renamed = copy.files() == Names{"/d/b"};
        EXPECT_EQ(copy.find("/d/b").value(), renamed ? a : b);
        EXPECT_TRUE(renamed || copy.files() == (Names{"/d/a", "/d/b"}));
    }
}

TEST(FileSystem, ALaterChangeOfANameNeverSurvivesAnEarlierOne) {
    FileSystem files = with_directory();
    ASSERT_TRUE(files.create("/d/a"));
    ASSERT_TRUE(files.rename("/d/a", "/d/b"));
    EXPECT_EQ(all_outcomes(files), (std::set<Names>{{}, {"/d/a"}, {"/d/b"}}));
}

TEST(FileSystem, AFileThatWasRenamedIsNotLostToANewOneOfItsOldName) {
    FileSystem files = with_directory();
    const InodeId old = files.create("/d/a").value();
    ASSERT_TRUE(files.sync_directory("/d"));
    ASSERT_TRUE(files.rename("/d/a", "/d/b"));
    ASSERT_TRUE(files.create("/d/a"));
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        FileSystem copy = files;
        Random random(seed);
        copy.crash_machine(random, {});
        const bool renamed = copy.find("/d/b").has_value();
        EXPECT_EQ(copy.find(renamed ? "/d/b" : "/d/a").value(), old);
    }
}

TEST(FileSystem, DirectoriesAreSyncedEachByItself) {
    FileSystem files = with_directory();
    ASSERT_TRUE(files.make_directory("/e"));
    ASSERT_TRUE(files.create("/d/a"));
    ASSERT_TRUE(files.create("/e/b"));
    ASSERT_TRUE(files.sync_directory("/e"));
    EXPECT_EQ(all_outcomes(files), (std::set<Names>{{"/e/b"}, {"/d/a", "/e/b"}}));
}

TEST(FileSystem, AFileThatWasMovedIsNeverLeftInBothDirectories) {
    FileSystem files = with_directory();
    ASSERT_TRUE(files.make_directory("/e"));
    ASSERT_TRUE(files.create("/e/x"));
    ASSERT_TRUE(files.rename("/e/x", "/d/y"));
    ASSERT_TRUE(files.sync_directory("/d"));
    EXPECT_EQ(all_outcomes(files), (std::set<Names>{{"/d/y"}}));
}

TEST(FileSystem, PathsAreComparedInTheirNormalForm) {
    EXPECT_EQ(normal_path("/d//x/../a/"), "/d/a");
    EXPECT_EQ(normal_path("./d"), "d");
    EXPECT_EQ(normal_path(""), ".");
    EXPECT_EQ(parent_of("d"), ".");
    EXPECT_EQ(parent_of("/d"), "/");
}

}  // namespace
}  // namespace hapax::simulation
