// A journal on a simulated disk and a simulated index, for tests.
//
//   JournalBench bench;                       // or bench(image) to go on from a disk's image
//   bench.open();  bench.append(3);  bench.kill();  bench.crash();
//   bench.expect_intact();                    // what was acknowledged is there, once, in order
#pragma once

#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/store/journal/journal.hpp"
#include "adapters/store/journal/segment_format.hpp"
#include "contract/event_store_fixture.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/index/index_twin.hpp"

namespace hapax::journal {

class JournalBench {
 public:
    explicit JournalBench(simulation::FileSystem image = {}, std::uint64_t seed = 1)
        : disk(seed, std::move(image)), seed_(seed) {}

    static JournalOptions small() {
        JournalOptions options;
        options.directory = "/data/journal";
        options.witness = "/data.witness";
        options.segment_bytes = 64 << 10;
        options.recent_records_max = 20;
        return options;
    }

    // A second copy, on a disk that is there.
    void add_mirror() {
        ASSERT_TRUE(disk.make_directory("/mirror"));
        options.mirror = "/mirror";
    }

    // One of two disks is gone, and an empty one is in its place.
    void lose(const std::string& directory) {
        const auto names = disk.list(directory);
        ASSERT_TRUE(names);
        for (const std::string& name : *names) ASSERT_TRUE(disk.remove(directory + "/" + name));
        ASSERT_TRUE(disk.sync_directory(directory));
    }

    Result<void> try_open() {
        store.reset();
        index.reset();
        index = twin.open();
        ++starts_;
        auto opened = open_journal(between != nullptr ? *between : disk, *index, start(), options);
        if (!opened) return pass_on(opened);
        store = *std::move(opened);
        return {};
    }

    JournalStart start() const {
        return {Timestamp{1'763'800'000'000'000}, {mixed(seed_ * 1000 + starts_), mixed(~seed_ - starts_)}};
    }

    void open() {
        const auto opened = try_open();
        ASSERT_TRUE(opened) << opened.error().code.name << ": " << opened.error().detail;
    }

    // `records` commits in one call, on three streams; acknowledged unless an error came back.
    Result<void> try_append(std::size_t records, std::size_t payload = 30) {
        std::vector<Commit> commits;
        for (std::size_t i = 0; i < records; ++i) commits.push_back(commit(next_ + i, payload));
        next_ += records;
        const auto outcomes = store->append(commits);
        if (!outcomes) return pass_on(outcomes);
        for (const auto& outcome : *outcomes) EXPECT_EQ(outcome.status, AppendOutcome::Status::appended);
        for (const Commit& c : commits) acknowledged.push_back(c);
        return {};
    }

    void skip_numbers(std::uint64_t count) { next_ += count; }

    void append(std::size_t records, std::size_t payload = 30) {
        const auto done = try_append(records, payload);
        ASSERT_TRUE(done) << done.error().code.name << ": " << done.error().detail;
    }

    Result<void> maintain(int calls = 1) {
        for (int i = 0; i < calls; ++i) {
            const auto next = store->maintain(now += std::chrono::milliseconds(100));
            if (!next) return pass_on(next);
        }
        return {};
    }

    void kill() {
        store.reset();
        index.reset();
        disk.crash_process();
    }

    void crash() {
        store.reset();
        index.reset();
        disk.crash_machine();
        twin.crash_machine(seed_);
    }

    // Everything acknowledged is found by id, by position and in its stream; nothing is there twice.
    void expect_intact() {
        const auto log = contract::whole_log(*store);
        ASSERT_GE(log.size(), acknowledged.size());
        for (std::size_t i = 0; i < log.size(); ++i) ASSERT_EQ(log[i].position.value, i + 1);
        for (const Commit& expected : acknowledged) {
            const auto found = store->find(expected.operation);
            ASSERT_TRUE(found) << found.error().detail;
            ASSERT_TRUE(*found);
            ASSERT_EQ((*found)->commit, expected);
            ASSERT_EQ(log[(*found)->position.value - 1].operation, expected.operation);
        }
        std::size_t events = 0;
        for (const char* key : {"0", "1", "2"}) {
            const auto slice = store->read_stream(contract::account(key), Version{0}, 1'000'000);
            ASSERT_TRUE(slice) << slice.error().detail;
            ASSERT_EQ(slice->events.size(), slice->version.value);
            events += slice->events.size();
            ASSERT_EQ(*store->stream_version(contract::account(key)), slice->version);
        }
        ASSERT_EQ(events, log.size());
    }

    // Where the last frame lies: scanned from the bytes of the last segment.
    std::string last_segment() const {
        std::string last;
        for (const std::string& path : disk.image().files()) {
            if (path.ends_with(".seg") && path > last) last = path;
        }
        return last;
    }

    static Commit commit(std::uint64_t number, std::size_t payload) {
        Commit c = contract::deposit(number, std::to_string(number % 3));
        c.events[0].payload.assign(payload, static_cast<char>('a' + number % 26));
        c.opened = {
            {{PendingKind::timer, std::to_string(number % 7)}, Timestamp{static_cast<std::int64_t>(number)}, ""}};
        return c;
    }

    simulation::SimDisk disk;
    Disk* between = nullptr;  // what the journal takes for the disk, if it is another
    simulation::IndexTwin twin;
    std::unique_ptr<Index> index;
    std::unique_ptr<EventStore> store;
    JournalOptions options = small();
    std::vector<Commit> acknowledged;
    Instant now{};

 private:
    std::uint64_t seed_;
    std::uint64_t starts_ = 0;
    std::uint64_t next_ = 1;
};

}  // namespace hapax::journal
