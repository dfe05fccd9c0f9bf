// Goal: what nobody waits for is done once for each turn. Method: the loop on one thread; it is closed beforehand, so
// that it does what is due, takes the one snapshot that waits, and ends.
#include "application/background/background_loop.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

class BackgroundTest : public testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(disk.make_directory("data")); }
    void turn(HorizonKeeper& horizon) {
        BackgroundLoop background(*store, nullptr, horizon, runtime, *metrics, log);
        background.inbox().push(Snapshot{});
        background.close();
        background.run();
    }

    simulation::SimDisk disk{1};
    HorizonFile file{disk, "data"};
    std::unique_ptr<EventStore> store = make_memory_store();
    SoloRuntime runtime;
    std::unique_ptr<PrometheusMetrics> metrics = make_prometheus_metrics();
    NullLog log;
    Gauge deleted_through_ms;
};

TEST_F(BackgroundTest, MovesTheHorizonWhenItIsDue) {
    HorizonKeeper hour(&file, RetentionPolicy{1h}, deleted_through_ms);
    ASSERT_TRUE(hour.open(runtime.now(), runtime.wall()));
    const std::int64_t before = deleted_through_ms.value();
    turn(hour);
    EXPECT_EQ(deleted_through_ms.value(), before) << "it is due in a minute";
    runtime.make_parker()->park(hour.due());
    turn(hour);
    EXPECT_EQ(deleted_through_ms.value(), before + 60'000);
    EXPECT_EQ(*file.load(), before + 60'000);
}

class CountingSnapshots final : public Snapshots {
 public:
    Result<void> put(const Snapshot&) override {
        ++kept;
        return {};
    }
    Result<std::optional<Snapshot>> newest(const StreamId&) override { return std::nullopt; }
    int kept = 0;
};

TEST_F(BackgroundTest, KeepsASnapshotOnlyWithTheMarkOfItsRecord) {
    Commit commit;
    commit.stream = {"counter", "a"};
    ASSERT_TRUE(store->append(std::span(&commit, 1)));
    CountingSnapshots snapshots;
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    for (const std::uint64_t position : {1U, 2U}) {
        BackgroundLoop background(*store, &snapshots, for_ever, runtime, *metrics, log);
        Snapshot snapshot;
        snapshot.mark.position = Position{position};
        background.inbox().push(std::move(snapshot));
        background.close();
        background.run();
        EXPECT_EQ(snapshots.kept, 1) << "there is no record at position 2";
    }
}

class FullSnapshots final : public Snapshots {
 public:
    Result<void> put(const Snapshot&) override { return fail(disk_errc::no_space, "as told"); }
    Result<std::optional<Snapshot>> newest(const StreamId&) override { return std::nullopt; }
};

TEST_F(BackgroundTest, SaysThatTheHorizonWasNotSavedAndDoesNotMoveIt) {
    HorizonKeeper hour(&file, RetentionPolicy{1h}, deleted_through_ms);
    ASSERT_TRUE(hour.open(runtime.now(), runtime.wall()));
    const std::int64_t before = deleted_through_ms.value();
    runtime.make_parker()->park(hour.due());
    disk.fail_next(simulation::DiskCall::sync, 1);
    RememberedLog said;
    BackgroundLoop background(*store, nullptr, hour, runtime, *metrics, said);
    background.inbox().push(Snapshot{});
    background.close();
    background.run();
    EXPECT_EQ(deleted_through_ms.value(), before);
    EXPECT_TRUE(said.has("the horizon was not saved"));
}

TEST_F(BackgroundTest, SaysOnceThatSnapshotsAreNotKept) {
    Commit commit;
    commit.stream = {"counter", "a"};
    ASSERT_TRUE(store->append(std::span(&commit, 1)));
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    FullSnapshots snapshots;
    RememberedLog said;
    BackgroundLoop background(*store, &snapshots, for_ever, runtime, *metrics, said);
    Snapshot snapshot;
    snapshot.mark.position = Position{1};
    for (int i = 0; i < 3; ++i) background.inbox().push(snapshot);
    background.close();
    background.run();
    EXPECT_TRUE(said.has("a snapshot was not kept"));
    EXPECT_EQ(said.lines.size(), 1U);
}

TEST_F(BackgroundTest, WritesNothingWhenOperationsAreKeptForEver) {
    HorizonKeeper for_ever(&file, {}, deleted_through_ms);
    ASSERT_TRUE(for_ever.open(runtime.now(), runtime.wall()));
    turn(for_ever);
    EXPECT_EQ(deleted_through_ms.value(), 0);
    EXPECT_TRUE(disk.list("data")->empty());
}

TEST_F(BackgroundTest, ShowsTheStoreAfterEachUpkeep) {
    Commit commit;
    commit.stream = {"counter", "a"};
    ASSERT_TRUE(store->append(std::span(&commit, 1)));
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    turn(for_ever);
    const StoreState state = store->state();
    EXPECT_EQ(metrics->gauge("hapax_journal_prepared_bytes").value(), static_cast<std::int64_t>(state.prepared_bytes));
    EXPECT_GT(state.prepared_bytes, 0U);
    EXPECT_EQ(metrics->gauge("hapax_index_recent_entries").value(), 1);
    EXPECT_NE(metrics->render().find("hapax_index_runs 0"), std::string::npos);
}

// A store whose index, archive and mirror say what the test wants.
class ArchivingStore final : public EventStore {
 public:
    explicit ArchivingStore(EventStore& inner) : inner_(inner) {}
    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        return inner_.append(commits);
    }
    Position durable() const override { return inner_.durable(); }
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override { return inner_.find(key); }
    Result<Version> stream_version(const StreamId& stream) override { return inner_.stream_version(stream); }
    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t events_max) override {
        return inner_.read_stream(stream, after, events_max);
    }
    Result<std::vector<StoredCommit>> read_caller(CallerScope scope, Position before,
                                                  std::size_t records_max) override {
        return inner_.read_caller(scope, before, records_max);
    }
    Result<LogBatch> read_log(Position after, const ReadLimits& limits) override {
        return inner_.read_log(after, limits);
    }
    Result<std::vector<PendingItem>> pending(PendingKind kind) override { return inner_.pending(kind); }
    Result<std::optional<Mark>> mark(Position position) override {
        if (away) return fail(store_errc::unavailable, "as told");
        return inner_.mark(position);
    }
    StoreState state() const override {
        StoreState state = inner_.state();
        state.index = index;
        state.archive = archive;
        state.mirror = mirror;
        return state;
    }
    bool admits(std::uint64_t bytes, Use use) const override { return inner_.admits(bytes, use); }
    Result<Instant> maintain(Instant now) override {
        if (at_upkeep) at_upkeep();
        if (lost) return fail(store_errc::history_lost, "as told");
        archive = turns.front();
        turns.erase(turns.begin());
        if (turns.empty()) at_last();
        return now + 1ms;
    }
    Result<void> seal() override { return inner_.seal(); }

    bool away = false;
    bool lost = false;
    ArchiveState archive;
    MirrorState mirror;
    std::vector<ArchiveState> turns;  // what each upkeep leaves
    IndexState index;
    std::function<void()> at_upkeep;
    std::function<void()> at_last;

 private:
    EventStore& inner_;
};

class KeptLog final : public Log {
 public:
    void write(Level level, std::string_view message, std::initializer_list<LogField> fields) override {
        lines.push_back(std::to_string(static_cast<int>(level)) + " " + std::string(message));
        for (const LogField& field : fields) lines.back() += " " + field.value;
    }
    std::vector<std::string> lines;
};

TEST_F(BackgroundTest, KeepsNoSnapshotWhoseRecordCannotBeLookedAt) {
    Commit commit;
    commit.stream = {"counter", "a"};
    ASSERT_TRUE(store->append(std::span(&commit, 1)));
    ArchivingStore archiving(*store);
    archiving.away = true;
    archiving.turns = {{}, {}};
    archiving.at_last = [] {};
    CountingSnapshots snapshots;
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    BackgroundLoop background(archiving, &snapshots, for_ever, runtime, *metrics, log);
    Snapshot snapshot;
    snapshot.mark.position = Position{1};
    background.inbox().push(std::move(snapshot));
    background.close();
    background.run();
    EXPECT_EQ(snapshots.kept, 0);
}

TEST_F(BackgroundTest, CountsTroubleOfTheArchiveAndLogsItWhenItChanges) {
    ArchivingStore archiving(*store);
    KeptLog kept;
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    BackgroundLoop background(archiving, nullptr, for_ever, runtime, *metrics, kept);
    archiving.turns = {{3, 1, "no space"}, {4, 2, "no space"}, {4, 3, "gone"}, {0, 3, ""}, {0, 3, ""}};
    archiving.at_last = [&] { background.close(); };
    background.run();
    EXPECT_EQ(metrics->counter("hapax_journal_archive_failures_total").value(), 3U);
    EXPECT_EQ(metrics->gauge("hapax_journal_archive_waiting").value(), 0);
    EXPECT_EQ(kept.lines,
              (std::vector<std::string>{"2 a segment was not archived no space", "2 a segment was not archived gone",
                                        "1 the archive is written again"}));
}

TEST_F(BackgroundTest, SaysOnceWhatAStartMendedInTheMirror) {
    ArchivingStore mirrored(*store);
    KeptLog kept;
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    BackgroundLoop background(mirrored, nullptr, for_ever, runtime, *metrics, kept);
    mirrored.mirror = {true, 2, 4096, "00000001.seg: it is missing"};
    mirrored.turns = {{}, {}, {}};
    mirrored.at_last = [&] { background.close(); };
    background.run();
    EXPECT_EQ(metrics->gauge("hapax_journal_mirrored").value(), 1);
    EXPECT_EQ(metrics->counter("hapax_journal_mirror_mended_segments_total").value(), 2U);
    EXPECT_EQ(kept.lines, (std::vector<std::string>{"2 a copy of the journal was mended from the other one 2 4096"
                                                    " 00000001.seg: it is missing"}));
}

TEST_F(BackgroundTest, AnUpkeepThatFindsHistoryLostEndsTheProcess) {
    ArchivingStore told(*store);
    told.lost = true;
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    BackgroundLoop background(told, nullptr, for_ever, runtime, *metrics, log);
    EXPECT_THROW(background.run(), ProcessEnded);
}

TEST_F(BackgroundTest, SaysThatTheIndexIsMadeAgainAndWhyItCannotBe) {
    ArchivingStore store_with_index(*store);
    KeptLog kept;
    HorizonKeeper for_ever(nullptr, {}, deleted_through_ms);
    BackgroundLoop background(store_with_index, nullptr, for_ever, runtime, *metrics, kept);
    std::vector<IndexState> states{{true, 0, ""}, {true, 0, "no space"}, {true, 0, "no space"}, {false, 1, ""}};
    store_with_index.at_upkeep = [&] {
        store_with_index.index = states.front();
        states.erase(states.begin());
    };
    store_with_index.turns = {{}, {}, {}, {}};
    store_with_index.at_last = [&] { background.close(); };
    background.run();
    EXPECT_EQ(metrics->gauge("hapax_index_rebuilding").value(), 0);
    EXPECT_EQ(metrics->counter("hapax_index_rebuilds_total").value(), 1U);
    EXPECT_EQ(kept.lines,
              (std::vector<std::string>{"3 the index is damaged and is made again from the journal",
                                        "3 the index could not be made again and is tried once more no space",
                                        "1 the index is whole again"}));
}

}  // namespace
}  // namespace hapax
