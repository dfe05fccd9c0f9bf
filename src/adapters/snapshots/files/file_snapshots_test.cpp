#include "adapters/snapshots/files/file_snapshots.hpp"

#include <atomic>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/snapshots/files/snapshot_format.hpp"
#include "codec/stream_hash.hpp"
#include "simulation/disk/sim_disk.hpp"

namespace hapax {
namespace {

using simulation::Crash;
using simulation::SimDisk;

constexpr const char* directory = "/data/snapshots";

Snapshot snapshot_of(std::uint64_t stream, std::uint64_t version, std::size_t size = 100) {
    return {{"account", std::to_string(stream)},
            Version{version},
            {Position{10 * version}, static_cast<std::uint32_t>(mixed(version))},
            77,
            "{\"version\":" + std::to_string(version) + ",\"pad\":\"" + std::string(size, 'x') + "\"}"};
}

StreamId stream_of(std::uint64_t stream) {
    return snapshot_of(stream, 1).stream;
}

std::unique_ptr<Snapshots> opened(Disk& disk) {
    auto snapshots = open_file_snapshots(disk, directory);
    EXPECT_TRUE(snapshots) << snapshots.error().detail;
    return *std::move(snapshots);
}

std::string path_of(std::uint64_t stream) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint64_t file = stream_hash(stream_of(stream)).value[0] % snapshot_files;
    return std::string(directory) + "/" + digits[file / 16] + digits[file % 16];
}

TEST(FileSnapshots, GivesBackTheLastOneOfEachStream) {
    SimDisk disk(1);
    const auto snapshots = opened(disk);
    EXPECT_FALSE(*snapshots->newest(stream_of(1)));
    for (std::uint64_t version = 1; version <= 3; ++version) {
        for (std::uint64_t stream = 0; stream < 500; ++stream) {
            ASSERT_TRUE(snapshots->put(snapshot_of(stream, version)));
        }
    }
    for (std::uint64_t stream = 0; stream < 500; ++stream) {
        ASSERT_EQ(*snapshots->newest(stream_of(stream)), snapshot_of(stream, 3));
    }
    EXPECT_FALSE(*snapshots->newest(stream_of(500)));
    ASSERT_TRUE(snapshots->put(snapshot_of(7, 2)));  // after history was lost and made anew
    EXPECT_EQ(*snapshots->newest(stream_of(7)), snapshot_of(7, 2));
}

TEST(FileSnapshots, IsThereAfterAKill) {
    SimDisk disk(1);
    for (std::uint64_t version = 1; version <= 3; ++version) {
        const auto snapshots = opened(disk);
        for (std::uint64_t stream = version; stream < 300; ++stream) {
            ASSERT_TRUE(snapshots->put(snapshot_of(stream, version)));
        }
        disk.crash_process();
    }
    const auto snapshots = opened(disk);
    for (std::uint64_t stream = 1; stream < 300; ++stream) {
        ASSERT_EQ(*snapshots->newest(stream_of(stream)), snapshot_of(stream, std::min<std::uint64_t>(stream, 3)));
    }
}

// Goal: whatever the disk makes of unsynced bytes, an answer is a snapshot that was put, or none.
TEST(FileSnapshots, NeverInventsAnythingAfterACrashOfTheMachine) {
    std::uint64_t survived = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        SimDisk disk(seed);
        for (std::uint64_t life = 0; life < 3; ++life) {
            const auto snapshots = opened(disk);
            for (std::uint64_t stream = 0; stream < 100; ++stream) {
                const auto found = *snapshots->newest(stream_of(stream));
                survived += found ? 1 : 0;
                const std::uint64_t version = found ? found->version.value : 0;
                ASSERT_LE(version, life);
                ASSERT_TRUE(!found || *found == snapshot_of(stream, version) ||
                            *found == snapshot_of(stream, version, 900));
                ASSERT_TRUE(snapshots->put(snapshot_of(stream, life + 1, 900)));
                ASSERT_EQ(*snapshots->newest(stream_of(stream)), snapshot_of(stream, life + 1, 900));
            }
            for (std::uint64_t stream = 0; stream < 100; ++stream) {
                ASSERT_TRUE(snapshots->put(snapshot_of(stream, life + 1)));
            }
            if (seed % 2 == 0) {
                ASSERT_TRUE(disk.sync_directory(directory));
            }
            disk.crash_machine();
        }
    }
    EXPECT_GT(survived, 0U);
}

TEST(FileSnapshots, IgnoresADamagedOneAndKeepsThoseOfOtherStreams) {
    const std::size_t size = snapshots::encode(snapshot_of(1, 1)).size();
    for (std::size_t offset = 0; offset < size; ++offset) {
        SimDisk disk(1);
        auto snapshots = opened(disk);
        for (std::uint64_t stream = 0; stream < 200; ++stream) ASSERT_TRUE(snapshots->put(snapshot_of(stream, 1)));
        disk.corrupt(path_of(0), offset, std::byte{0x10});
        EXPECT_FALSE(*snapshots->newest(stream_of(0))) << "read again, checked again";
        snapshots = opened(disk);
        EXPECT_FALSE(*snapshots->newest(stream_of(0)));
        for (std::uint64_t stream = 0; stream < 200; ++stream) {
            if (path_of(stream) == path_of(0)) continue;
            ASSERT_EQ(*snapshots->newest(stream_of(stream)), snapshot_of(stream, 1));
        }
        ASSERT_TRUE(snapshots->put(snapshot_of(0, 2)));
        snapshots = opened(disk);
        EXPECT_EQ(*snapshots->newest(stream_of(0)), snapshot_of(0, 2));
    }
}

TEST(FileSnapshots, NeverLetsWhatLayBehindDamageComeBack) {
    SimDisk disk(1);
    ASSERT_TRUE(opened(disk)->put(snapshot_of(1, 1)));
    ASSERT_TRUE(opened(disk)->put(snapshot_of(1, 2)));
    disk.corrupt(path_of(1), 20, std::byte{1});
    ASSERT_TRUE(opened(disk)->put(snapshot_of(1, 3)));  // as long as the damaged one, in its place
    EXPECT_EQ(*opened(disk)->newest(stream_of(1)), snapshot_of(1, 3));
}

TEST(FileSnapshots, StaysSmallHoweverOftenOneIsPut) {
    SimDisk disk(1);
    auto snapshots = opened(disk);
    for (std::uint64_t version = 1; version <= 5000; ++version) {
        ASSERT_TRUE(snapshots->put(snapshot_of(1, version, 5000)));
        ASSERT_EQ(*snapshots->newest(stream_of(1)), snapshot_of(1, version, 5000));
    }
    EXPECT_LT(disk.bytes(path_of(1)).size(), 3U << 20);
    EXPECT_EQ(disk.list(directory)->size(), snapshot_files);
    snapshots = opened(disk);
    EXPECT_EQ(*snapshots->newest(stream_of(1)), snapshot_of(1, 5000, 5000));
}

// Goal: a kill at any moment of appending and compacting leaves the last snapshot that was put, or the one before.
// Method: a few large snapshots, so that compaction comes soon; the process dies at every effect once.
TEST(FileSnapshots, SurvivesAKillAtEveryMoment) {
    const auto put_all = [](Disk& disk, std::map<std::uint64_t, std::uint64_t>& last) {
        const auto snapshots = opened(disk);
        for (std::uint64_t version = 1; version <= 12; ++version) {
            for (const std::uint64_t stream : {1U, 2U}) {
                last[stream] = version;
                ASSERT_TRUE(snapshots->put(snapshot_of(stream, version, 300'000)));
            }
        }
    };
    std::map<std::uint64_t, std::uint64_t> last;
    SimDisk whole(1);
    put_all(whole, last);
    for (std::uint64_t effect = 1; effect <= whole.effects(); effect += effect < 60 ? 20 : 1) {
        SimDisk disk(effect);
        disk.fail_after(effect);
        last.clear();
        try {
            put_all(disk, last);
        } catch (const Crash&) {
        }
        disk.crash_process();
        const auto snapshots = opened(disk);
        for (const auto& [stream, version] : last) {
            const auto found = *snapshots->newest(stream_of(stream));
            if (version == 1 && !found) continue;
            ASSERT_TRUE(found) << "effect " << effect;
            ASSERT_GE(found->version.value + 1, version);
            ASSERT_EQ(*found, snapshot_of(stream, found->version.value, 300'000));
        }
    }
}

TEST(FileSnapshots, KeepsTheOlderOneWhenTheDiskIsFull) {
    SimDisk disk(1);
    const auto snapshots = opened(disk);
    ASSERT_TRUE(snapshots->put(snapshot_of(1, 1)));
    simulation::FaultPlan plan;
    plan.capacity = 4096;
    disk.set_faults(plan);
    const auto refused = snapshots->put(snapshot_of(1, 2, 100'000));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, snapshot_errc::not_written);
    EXPECT_EQ(*snapshots->newest(stream_of(1)), snapshot_of(1, 1));
    disk.set_faults({});
    ASSERT_TRUE(snapshots->put(snapshot_of(1, 3)));
    EXPECT_EQ(*opened(disk)->newest(stream_of(1)), snapshot_of(1, 3));
}

TEST(FileSnapshots, RefusesOneThatIsTooLarge) {
    SimDisk disk(1);
    const auto snapshots = opened(disk);
    EXPECT_EQ(snapshots->put(snapshot_of(1, 1, snapshot_bytes_max)).error().code, store_errc::too_large);
    EXPECT_FALSE(*snapshots->newest(stream_of(1)));
}

TEST(FileSnapshots, ServesManyThreadsOnARealDisk) {
    std::string name = (std::filesystem::temp_directory_path() / "hapax-snapshots-XXXXXX").string();
    const std::string folder = mkdtemp(name.data());
    const auto disk = make_posix_disk();
    auto snapshots = *open_file_snapshots(*disk, folder);
    std::atomic<bool> wrong = false;
    const auto work = [&](std::uint64_t first) {
        for (std::uint64_t i = 0; i < 3000; ++i) {
            const std::uint64_t stream = mixed(first + i) % 50;
            if (!snapshots->put(snapshot_of(stream, i + 1, 2000))) wrong = true;
            const auto found = snapshots->newest(stream_of(stream));
            if (*found && **found != snapshot_of(stream, (*found)->version.value, 2000)) wrong = true;
        }
    };
    std::thread other(work, 1'000'000);
    work(0);
    other.join();
    EXPECT_FALSE(wrong);
    snapshots = *open_file_snapshots(*disk, folder);
    for (std::uint64_t stream = 0; stream < 50; ++stream) EXPECT_TRUE(*snapshots->newest(stream_of(stream)));
    std::filesystem::remove_all(folder);
}

TEST(SnapshotFormat, LaysOutBytesAsTheyAreOnDisk) {
    const Snapshot snapshot{{"ab", "c"}, Version{1}, {Position{2}, 3}, 4, "{}"};
    const auto bytes = snapshots::encode(snapshot);
    ASSERT_EQ(bytes.size(), 49U);
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    EXPECT_EQ(
        text.substr(4),
        std::string("\51\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\4\0\0\0\0\0\0\0\2\0\0\0\1\0\0\0abc{}", 45));
    EXPECT_EQ(snapshots::decode(bytes), snapshot);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(snapshots::decode(std::span(bytes).first(size)));
    }
}

}  // namespace
}  // namespace hapax
