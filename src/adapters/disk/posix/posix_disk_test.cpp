#include "adapters/disk/posix/posix_disk.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

#include "contract/disk_contract.hpp"

namespace hapax {
namespace {

class PosixBench {
 public:
    PosixBench() {
        std::string path = (std::filesystem::temp_directory_path() / "posix_disk_XXXXXX").string();
        directory_ = ::mkdtemp(path.data());
    }
    PosixBench(const PosixBench&) = delete;
    PosixBench& operator=(const PosixBench&) = delete;
    ~PosixBench() { std::filesystem::remove_all(directory_); }

    Disk& disk() { return *disk_; }
    const std::string& directory() const { return directory_; }

 private:
    std::unique_ptr<Disk> disk_ = make_posix_disk();
    std::string directory_;
};

TEST(PosixDisk, AFullDeviceIsAnErrorThatMayPass) {
    const auto full = make_posix_disk()->open("/dev/full", Open::write);
    ASSERT_TRUE(full);
    EXPECT_EQ((*full)->write_at(0, contract::bytes_of("x")).error().code, disk_errc::no_space);
}

TEST(PosixDisk, WhatCannotBeSyncedIsFatal) {
    const auto device = make_posix_disk()->open("/dev/null", Open::write);
    ASSERT_TRUE(device);
    EXPECT_EQ((*device)->sync().error().code, disk_errc::io);
}

TEST(PosixDisk, AnErrorNamesCallPathAndReason) {
    const auto missing = make_posix_disk()->open("/nowhere/a", Open::read);
    EXPECT_EQ(missing.error().detail, "open /nowhere/a: No such file or directory");
}

// A child takes the lock, says so, and is killed while it holds it.
TEST(PosixDisk, TheLockOfAKilledProcessIsFree) {
    PosixBench bench;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto held = bench.disk().lock(bench.directory());
        const char sign = held ? 'y' : 'n';
        if (::write(ready[1], &sign, 1) != 1) std::_Exit(1);
        for (;;) ::pause();
    }
    char sign = 0;
    ASSERT_EQ(::read(ready[0], &sign, 1), 1);
    EXPECT_EQ(sign, 'y');
    EXPECT_EQ(bench.disk().lock(bench.directory()).error().code, disk_errc::locked);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(bench.disk().lock(bench.directory()));
    ::close(ready[0]);
    ::close(ready[1]);
}

}  // namespace

namespace contract {
INSTANTIATE_TYPED_TEST_SUITE_P(Posix, DiskContract, PosixBench);
}

}  // namespace hapax
