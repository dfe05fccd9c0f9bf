// The fear: a stream whose entries lie in memory and in runs at once is read with a gap, twice, or in another order.

#include "adapters/store/journal/live_index.hpp"

#include <gtest/gtest.h>

#include "simulation/index/index_twin.hpp"

namespace hapax::journal {
namespace {

constexpr StreamHash stream{{3, 5}};
constexpr std::size_t part_records = 10;

// An index that is asked for a stream while a part becomes a run of it.
class BusyIndex final : public Index {
 public:
    Result<void> ingest(const IndexRun& run) override { return inner_->ingest(run); }
    Result<std::optional<Address>> find_operation(const OperationKey& key) override {
        return inner_->find_operation(key);
    }
    Result<std::vector<StreamEntry>> find_stream(const StreamHash& hash, Version from,
                                                 std::size_t entries_max) override {
        if (meanwhile) meanwhile();
        return inner_->find_stream(hash, from, entries_max);
    }
    Result<std::vector<CallerEntry>> find_caller(CallerScope scope, Position before, std::size_t entries_max) override {
        if (meanwhile) meanwhile();
        return inner_->find_caller(scope, before, entries_max);
    }
    Result<std::optional<Through>> through() override { return inner_->through(); }
    Result<std::vector<PendingItem>> pending() override { return inner_->pending(); }
    std::uint64_t runs() const override { return inner_->runs(); }
    Result<void> clear(const Uuid& store_id) override { return inner_->clear(store_id); }

    std::function<void()> meanwhile;

 private:
    simulation::IndexTwin twin_;
    std::unique_ptr<Index> inner_ = twin_.open();
};

class LiveIndexTest : public testing::Test {
 protected:
    // Records of one event each; every third is on another stream.
    void publish(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const Position position{++published_};
            IndexedRecord record;
            record.operation = {OperationId{Uuid::v7(1, position.value, mixed(position.value))}, scope_of(position)};
            record.address = {1, static_cast<std::uint32_t>(position.value)};
            const bool other = position.value % 3 == 0;
            record.stream = other ? StreamHash{{3, 6}} : stream;
            record.first = Version{other ? position.value / 3 : entries_.size() + 1};
            record.after = record.first;
            live_.publish(std::span(&record, 1), {position, 0});
            if (!other) entries_.push_back(record.address);
        }
    }

    static CallerScope scope_of(Position position) { return CallerScope{position.value % 4 == 0 ? 1U : 2U}; }

    // What is listed of a caller from `before` on, with pages of that many entries.
    void expect_callers(Position before, std::size_t entries_max) {
        for (const CallerScope scope : {CallerScope{1}, CallerScope{2}}) {
            std::uint64_t next = std::min(before.value, published_ + 1);
            for (Position at = before;;) {
                const auto page = live_.find_caller(scope, at, entries_max);
                ASSERT_TRUE(page);
                for (const CallerEntry& entry : *page) {
                    do --next;
                    while (scope_of(Position{next}) != scope);
                    ASSERT_EQ(entry.position, Position{next});
                    ASSERT_EQ(entry.address, (Address{1, static_cast<std::uint32_t>(next)}));
                    ASSERT_EQ(entry.scope, scope);
                }
                if (page->size() < entries_max) break;
                at = page->back().position;
            }
            while (next > 1) ASSERT_NE(scope_of(Position{--next}), scope) << next << " is not listed";
        }
    }

    void expect_ranges() {
        for (std::uint64_t from = 1; from <= entries_.size(); ++from) {
            for (const std::size_t entries_max : {std::size_t{1}, std::size_t{5}, std::size_t{12}, std::size_t{1000}}) {
                const auto found = live_.find_stream(stream, Version{from}, entries_max);
                ASSERT_TRUE(found);
                ASSERT_EQ(found->size(), std::min<std::size_t>(entries_max, entries_.size() - from + 1)) << from;
                for (std::size_t i = 0; i < found->size(); ++i) {
                    ASSERT_EQ((*found)[i].version.value, from + i);
                    ASSERT_EQ((*found)[i].address, entries_[from - 1 + i]);
                }
            }
        }
    }

    BusyIndex index_;
    LiveIndex live_{index_, 7, part_records, 100};
    std::vector<Address> entries_;
    std::uint64_t published_ = 0;
};

TEST_F(LiveIndexTest, ReadsOnFromRunsOverSealedPartsIntoTheActiveOne) {
    publish(55);
    expect_ranges();
    while (index_.runs() < 5) {
        ASSERT_TRUE(live_.ingest_oldest());
        expect_ranges();
    }
    publish(7);
    expect_ranges();
    EXPECT_EQ(live_.find_stream(stream, Version{UINT64_MAX}, 9)->size(), 1U);
    EXPECT_TRUE(live_.find_stream(stream, Version{0}, 9)->empty());
    EXPECT_TRUE(live_.find_stream(StreamHash{{9, 9}}, Version{1}, 9)->empty());
}

TEST_F(LiveIndexTest, TakesWhatBecomesARunMeanwhileOnce) {
    publish(85);
    ASSERT_TRUE(live_.ingest_oldest());
    index_.meanwhile = [&] { ASSERT_TRUE(live_.ingest_oldest()); };
    for (int i = 0; i < 8; ++i) {
        const auto found = live_.find_stream(stream, Version{1}, 1000);
        ASSERT_TRUE(found);
        ASSERT_EQ(found->size(), entries_.size());
        for (std::size_t k = 0; k < found->size(); ++k) ASSERT_EQ((*found)[k].version.value, k + 1);
    }
    EXPECT_EQ(index_.runs(), 8U);
}

TEST_F(LiveIndexTest, ListsACallersRecordsBackwardsFromMemoryIntoTheRuns) {
    publish(55);
    for (std::uint64_t run = 0;; ++run) {
        for (const std::uint64_t before : {0U, 1U, 2U, 10U, 11U, 12U, 37U, 51U, 55U, 56U, 1000U}) {
            for (const std::size_t entries_max : {1U, 4U, 100U}) expect_callers(Position{before}, entries_max);
        }
        if (run == 5) break;
        ASSERT_TRUE(live_.ingest_oldest());
    }
}

TEST_F(LiveIndexTest, ListsWhatBecomesARunMeanwhileOnce) {
    publish(85);
    ASSERT_TRUE(live_.ingest_oldest());
    index_.meanwhile = [&] { ASSERT_TRUE(live_.ingest_oldest()); };
    for (int i = 0; i < 3; ++i) expect_callers(Position{UINT64_MAX}, 1000);
}

// Goal: who lists never holds the lock for more than a few records, and still finds what lies far behind them.
TEST_F(LiveIndexTest, FindsACallersOnlyRecordBehindManyOfOthers) {
    LiveIndex live(index_, 7, 100'000, 100);
    const std::uint64_t records = 3 * LiveIndex::callers_look_max + 5;
    for (std::uint64_t p = 1; p <= records; ++p) {
        IndexedRecord record;
        record.operation = {OperationId{Uuid::v7(1, p, mixed(p))}, CallerScope{p == 2 ? 1U : 2U}};
        record.address = {1, static_cast<std::uint32_t>(p)};
        live.publish(std::span(&record, 1), {Position{p}, 0});
    }
    const auto found = live.find_caller(CallerScope{1}, Position{UINT64_MAX}, 3);
    ASSERT_TRUE(found && found->size() == 1U);
    EXPECT_EQ(found->front().position, Position{2});
}

}  // namespace
}  // namespace hapax::journal
