// Goal: a snapshot shortens a load and never changes what is loaded. Method: a counter of three events in the memory store,
// and snapshots that are wrong in every way.
#include "application/engine/aggregate_loader.hpp"

#include <gtest/gtest.h>

#include "support/moody_store.hpp"
#include "support/toy_service.hpp"

namespace hapax {
namespace {

class OneSnapshot final : public Snapshots {
 public:
    Result<void> put(const Snapshot&) override { return {}; }
    Result<std::optional<Snapshot>> newest(const StreamId&) override { return found; }
    Result<std::optional<Snapshot>> found = std::optional<Snapshot>();
};

// Its snapshots say nothing to it.
class ForgetfulCounter final : public toy::CounterType {
 public:
    Result<std::unique_ptr<AggregateState>> restore(std::string_view) const override {
        return fail(model_errc::unreadable_event, "as told");
    }
};

class AggregateLoaderTest : public testing::Test {
 protected:
    void SetUp() override {
        for (std::uint64_t n = 1; n <= 3; ++n) append(n, "Added");
        snapshots.found = Snapshot{stream, Version{2}, **store->mark(Position{2}), counter.fold_id(), "2"};
    }
    void append(std::uint64_t n, const std::string& type) {
        Commit commit;
        commit.operation = toy::key(n);
        commit.stream = stream;
        commit.events = {{type, 1, "1"}};
        ASSERT_TRUE(store->append(std::span(&commit, 1)));
        ++appended;
    }
    Snapshot& snapshot() { return **snapshots.found; }
    // Its sum, and how many events were folded for it.
    std::pair<std::int64_t, std::size_t> load(const AggregateType& type) {
        counter.folded = 0;
        const auto loaded = AggregateLoader(*store, &snapshots).load(type, stream);
        EXPECT_EQ(loaded->version, Version{appended});
        return {static_cast<toy::CounterState&>(*loaded->state).sum, counter.folded};
    }
    std::pair<std::int64_t, std::size_t> load() { return load(counter); }

    const StreamId stream{"counter", "a"};
    std::unique_ptr<EventStore> store = make_memory_store();
    OneSnapshot snapshots;
    toy::CounterType counter;
    std::uint64_t appended = 0;
};

TEST_F(AggregateLoaderTest, GoesOnFromAGoodSnapshot) {
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{1}));
}

TEST_F(AggregateLoaderTest, FoldsEverythingWithoutOne) {
    snapshots.found = std::optional<Snapshot>();
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{3}));
}

TEST_F(AggregateLoaderTest, FoldsAStreamThatIsLongerThanOneRead) {
    snapshots.found = std::optional<Snapshot>();
    for (std::uint64_t n = 4; n <= 2500; ++n) append(n, "Added");
    EXPECT_EQ(load(), std::pair(std::int64_t{2500}, std::size_t{2500}));
}

TEST_F(AggregateLoaderTest, FoldsEverythingWhenSnapshotsCannotBeRead) {
    snapshots.found = fail(store_errc::unavailable, "as told");
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{3}));
}

TEST_F(AggregateLoaderTest, PassesOverTheSnapshotOfAnotherFold) {
    ++snapshot().fold_id;
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{3}));
}

TEST_F(AggregateLoaderTest, PassesOverASnapshotOfWhatIsNotDurable) {
    snapshot().mark.position = Position{4};
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{3}));
}

TEST_F(AggregateLoaderTest, PassesOverASnapshotOfAnotherHistory) {
    ++snapshot().mark.frame_crc;
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{3}));
}

TEST_F(AggregateLoaderTest, PassesOverASnapshotOfNoRecordAtAll) {
    snapshot().mark.position = Position{};
    EXPECT_EQ(load(), std::pair(std::int64_t{3}, std::size_t{3}));
}

TEST_F(AggregateLoaderTest, PassesOverASnapshotWhosePositionCannotBeLookedUp) {
    MoodyStore moody;
    moody.inner = std::move(store);
    moody.marks_fail = 1;
    const auto loaded = AggregateLoader(moody, &snapshots).load(counter, stream);
    EXPECT_EQ(static_cast<toy::CounterState&>(*loaded->state).sum, 3);
    EXPECT_EQ(counter.folded, 3U);
}

TEST_F(AggregateLoaderTest, PassesOverASnapshotThatCannotBeRestored) {
    const ForgetfulCounter forgetful;
    EXPECT_EQ(load(forgetful).first, 3);
    EXPECT_EQ(forgetful.folded, 3U);
}

TEST_F(AggregateLoaderTest, AnEventThatTheTypeDoesNotKnowIsAnError) {
    append(4, "Halved");
    EXPECT_EQ(AggregateLoader(*store, &snapshots).load(counter, stream).error().code, model_errc::unknown_event);
}

}  // namespace
}  // namespace hapax
