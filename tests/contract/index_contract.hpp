// The contract of Index as tests, for every implementation and for the simulated twin.
//
//   struct MyFixture final : contract::IndexFixture { … };
//   INSTANTIATE_TEST_SUITE_P(Mine, IndexContract, testing::Values(contract::index_under_test<MyFixture>("Mine")),
//                            contract::name_of_index);
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "ports/driven/index.hpp"

namespace hapax {

inline bool operator==(const OperationEntry& a, const OperationEntry& b) {
    return a.key == b.key && a.address == b.address;
}
inline bool operator==(const StreamEntry& a, const StreamEntry& b) {
    return a.stream == b.stream && a.version == b.version && a.address == b.address;
}

namespace contract {

class IndexFixture {
 public:
    virtual ~IndexFixture() = default;
    virtual Index& index() = 0;
    virtual void reopen() = 0;  // another process finds what the last one ingested
    virtual void damage() = 0;  // makes it unreadable; whether at once or after a reopen() is its own affair
};

struct IndexUnderTest {
    std::string name;
    std::function<std::unique_ptr<IndexFixture>()> make;
};

template <class Fixture>
IndexUnderTest index_under_test(std::string name) {
    return {std::move(name), [] { return std::make_unique<Fixture>(); }};
}

inline void PrintTo(const IndexUnderTest& test, std::ostream* out) {
    *out << test.name;
}

inline std::string name_of_index(const testing::TestParamInfo<IndexUnderTest>& info) {
    return info.param.name;
}

inline OperationKey indexed_key(std::uint64_t number) {
    return {OperationId{Uuid::v7(1'763'800'000'000 + static_cast<std::int64_t>(number), mixed(number), ~number)},
            CallerScope{mixed(number % 5)}};
}
inline StreamHash indexed_stream(std::uint64_t number) {
    return StreamHash{{mixed(number), mixed(~number)}};
}
inline Address address_of(Position position) {
    return {static_cast<std::uint32_t>(position.value >> 10), static_cast<std::uint32_t>(position.value << 6)};
}

// Records from … through: record p is operation p and has one event, on stream p % streams.
inline IndexRun run_of(std::uint64_t from, std::uint64_t through, std::uint64_t streams = 10) {
    IndexRun run;
    run.from = Position{from};
    run.through = {Position{through}, static_cast<std::uint32_t>(mixed(through))};
    run.through_address = address_of(Position{through});
    for (std::uint64_t p = from; p <= through; ++p) {
        run.operations.push_back({indexed_key(p), address_of(Position{p})});
        run.streams.push_back({indexed_stream(p % streams), Version{p / streams + 1}, address_of(Position{p})});
    }
    for (const OperationEntry& entry : run.operations) {
        run.callers.push_back({entry.key.scope, Position{from + run.callers.size()}, entry.address});
    }
    std::ranges::sort(run.callers, {}, [](const auto& e) { return std::tuple(e.scope, e.position); });
    std::ranges::sort(run.operations, {}, &OperationEntry::key);
    std::ranges::sort(run.streams, {}, [](const auto& e) { return std::tuple(e.stream, e.version); });
    return run;
}

inline PendingItem pending_item(PendingKind kind, std::uint64_t number) {
    return {{kind, "key-" + std::to_string(number)},
            Timestamp{-7 + static_cast<std::int64_t>(number)},
            std::string(number % 300, 'p')};
}

}  // namespace contract

class IndexContract : public testing::TestWithParam<contract::IndexUnderTest> {
 protected:
    IndexContract() : fixture_(GetParam().make()) {}
    Index& index() { return fixture_->index(); }
    void reopen() { fixture_->reopen(); }
    void damage() { fixture_->damage(); }
    void ingest(const IndexRun& run) {
        const auto ingested = index().ingest(run);
        ASSERT_TRUE(ingested) << ingested.error().detail;
    }
    std::optional<StreamEntry> entry_of(const StreamHash& stream, Version version) {
        const auto entries = index().find_stream(stream, version, 1);
        EXPECT_TRUE(entries) << entries.error().detail;
        if (!entries || entries->empty()) return std::nullopt;
        EXPECT_EQ(entries->size(), 1U);
        return entries->front();
    }
    // Every record up to `through` of run_of() is found, and none after it.
    void expect_records(std::uint64_t through, std::uint64_t streams = 10) {
        for (std::uint64_t p = 1; p <= through; ++p) {
            const auto operation = index().find_operation(contract::indexed_key(p));
            ASSERT_TRUE(operation && *operation) << p;
            ASSERT_EQ(**operation, contract::address_of(Position{p}));
            const Version version{p / streams + 1};
            const auto entries = index().find_stream(contract::indexed_stream(p % streams), version, 1);
            ASSERT_TRUE(entries && entries->size() == 1) << p;
            ASSERT_EQ(entries->front(),
                      (StreamEntry{contract::indexed_stream(p % streams), version, contract::address_of(Position{p})}));
        }
        for (std::uint64_t p = through + 1; p <= 2 * through + 50; ++p) {
            ASSERT_FALSE(*index().find_operation(contract::indexed_key(p)));
        }
    }

 private:
    std::unique_ptr<contract::IndexFixture> fixture_;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IndexContract);

using contract::address_of;
using contract::indexed_key;
using contract::indexed_stream;
using contract::pending_item;
using contract::run_of;

TEST_P(IndexContract, IsEmptyAtFirst) {
    EXPECT_FALSE(*index().through());
    EXPECT_FALSE(*index().find_operation(indexed_key(1)));
    EXPECT_FALSE(entry_of(indexed_stream(1), Version{1}));
    EXPECT_TRUE(index().pending()->empty());
    EXPECT_EQ(index().runs(), 0U);
}

TEST_P(IndexContract, FindsWhatWasIngestedInAnyRun) {
    ingest(run_of(1, 100));
    ingest(run_of(101, 101));
    ingest(run_of(102, 700));
    EXPECT_EQ(index().runs(), 3U);
    expect_records(700);
}

TEST_P(IndexContract, KeepsTheScopesOfCallersApart) {
    ingest(run_of(1, 10));
    OperationKey other = indexed_key(5);
    other.scope.value += 1;
    EXPECT_FALSE(*index().find_operation(other));
}

// Goal: the entry of a version is the one that begins at or before it, whichever run it is in.
TEST_P(IndexContract, FindsTheEntryWithTheLargestVersionNotAbove) {
    const StreamHash stream = indexed_stream(1);
    for (std::uint64_t i = 0; i < 4; ++i) {
        IndexRun run = run_of(1 + i, 1 + i);
        run.streams = {{stream, Version{10 * i + 1}, address_of(Position{i})},
                       {stream, Version{10 * i + 5}, address_of(Position{100 + i})}};
        ingest(run);
    }
    for (std::uint64_t version = 1; version <= 50; ++version) {
        const std::uint64_t run = std::min<std::uint64_t>(3, (version - 1) / 10);
        const std::uint64_t first = version >= 10 * run + 5 ? 10 * run + 5 : 10 * run + 1;
        const auto entry = entry_of(stream, Version{version});
        ASSERT_TRUE(entry) << version;
        EXPECT_EQ(entry->version, Version{first}) << version;
    }
    EXPECT_EQ(entry_of(stream, Version{UINT64_MAX})->version, Version{35});
    EXPECT_FALSE(entry_of(stream, Version{0}));
    EXPECT_FALSE(entry_of(indexed_stream(2), Version{UINT64_MAX}));
}

// Goal: a range is what the entries of the whole stream say, wherever it begins and whichever runs it goes over. Method:
// a stream in some of 30 runs, with neighbours in all of them; every beginning with several lengths.
TEST_P(IndexContract, ReadsTheEntriesFromAVersionOn) {
    std::vector<StreamEntry> whole;
    const StreamHash stream{{5, 6}};
    for (std::uint64_t i = 0; i < 30; ++i) {
        IndexRun run = run_of(1 + i, 1 + i);
        run.streams = {{StreamHash{{5, 5}}, Version{i + 1}, address_of(Position{i})}};
        for (std::uint64_t k = 0; i % 4 != 1 && k < i % 5; ++k) {
            const Version version{whole.empty() ? 1 : whole.back().version.value + 1 + (i + k) % 3};
            whole.push_back({stream, version, address_of(Position{100 * i + k})});
            run.streams.push_back(whole.back());
        }
        run.streams.push_back({StreamHash{{5, 7}}, Version{i + 1}, address_of(Position{i})});
        ingest(run);
    }
    ASSERT_GT(whole.size(), 40U);
    const std::uint64_t last = whole.back().version.value;
    for (std::uint64_t from = 1; from <= last + 1; ++from) {
        const auto above = std::ranges::upper_bound(whole, Version{from}, {}, &StreamEntry::version);
        const auto first = std::prev(above);
        for (const std::size_t entries_max : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}}) {
            const auto left = static_cast<std::size_t>(whole.end() - first);
            const auto end = first + static_cast<std::ptrdiff_t>(std::min(entries_max, left));
            const auto entries = index().find_stream(stream, Version{from}, entries_max);
            ASSERT_TRUE(entries);
            ASSERT_EQ(*entries, std::vector<StreamEntry>(first, end)) << from << " " << entries_max;
        }
    }
    EXPECT_TRUE(index().find_stream(stream, Version{0}, 1000)->empty());
    EXPECT_TRUE(index().find_stream(stream, Version{1}, 0)->empty());
    EXPECT_EQ(index().find_stream(StreamHash{{5, 5}}, Version{1}, 1000)->size(), 30U);
}

TEST_P(IndexContract, NeverAnswersWithTheEntryOfANeighbour) {
    IndexRun run = run_of(1, 1);
    run.streams = {{StreamHash{{5, 5}}, Version{3}, address_of(Position{1})},
                   {StreamHash{{5, 7}}, Version{3}, address_of(Position{2})}};
    ingest(run);
    EXPECT_FALSE(entry_of(StreamHash{{5, 6}}, Version{9}));
    EXPECT_FALSE(entry_of(StreamHash{{5, 7}}, Version{2}));
    EXPECT_FALSE(entry_of(StreamHash{{5, 8}}, Version{9}));
    EXPECT_EQ(entry_of(StreamHash{{5, 5}}, Version{9})->address, address_of(Position{1}));
}

TEST_P(IndexContract, TakesARunWithoutEvents) {
    IndexRun run = run_of(1, 3);
    run.streams.clear();
    ingest(run);
    EXPECT_TRUE(*index().find_operation(indexed_key(3)));
    EXPECT_FALSE(entry_of(indexed_stream(3), Version{9}));
    reopen();
    EXPECT_TRUE(*index().find_operation(indexed_key(3)));
}

TEST_P(IndexContract, KnowsWhatIsPendingAtItsEnd) {
    IndexRun first = run_of(1, 10);
    for (std::uint64_t i = 0; i < 1000; ++i) first.pending.push_back(pending_item(PendingKind::message, i));
    ingest(first);
    EXPECT_EQ(*index().pending(), first.pending);
    IndexRun second = run_of(11, 20);
    second.pending = {pending_item(PendingKind::timer, 1), pending_item(PendingKind::parked, 2)};
    ingest(second);
    EXPECT_EQ(*index().pending(), second.pending);
    reopen();
    EXPECT_EQ(*index().pending(), second.pending);
    ingest(run_of(21, 30));
    EXPECT_TRUE(index().pending()->empty());
    reopen();
    EXPECT_TRUE(index().pending()->empty());
}

// Goal: a caller's records are all there, the newest first, wherever one begins and over however many runs, and nobody
// else's are among them. Method: five callers in runs of several lengths; every beginning with several lengths.
TEST_P(IndexContract, ReadsTheRecordsOfOneCallerBackwards) {
    ingest(run_of(1, 40));
    ingest(run_of(41, 42));
    ingest(run_of(43, 100));
    reopen();
    for (std::uint64_t caller = 0; caller < 5; ++caller) {
        const CallerScope scope = indexed_key(caller).scope;
        for (std::uint64_t before = 0; before <= 110; ++before) {
            std::vector<std::uint64_t> all;
            for (std::uint64_t p = std::min<std::uint64_t>(before, 101); p-- > 1;) {
                if (p % 5 == caller) all.push_back(p);
            }
            for (const std::size_t wanted : {0U, 1U, 3U, 8U, 1000U}) {
                const auto found = index().find_caller(scope, Position{before}, wanted);
                ASSERT_TRUE(found) << found.error().detail;
                ASSERT_EQ(found->size(), std::min(wanted, all.size())) << "before " << before;
                for (std::size_t i = 0; i < found->size(); ++i) {
                    EXPECT_EQ((*found)[i].position, Position{all[i]});
                    EXPECT_EQ((*found)[i].address, address_of(Position{all[i]}));
                    EXPECT_EQ((*found)[i].scope, scope);
                }
            }
        }
    }
    EXPECT_TRUE(index().find_caller(CallerScope{17}, Position{UINT64_MAX}, 10)->empty());
}

TEST_P(IndexContract, FindsACallerWhoWasAwayForManyRuns) {
    for (std::uint64_t i = 0; i < 40; ++i) {
        IndexRun run = run_of(1 + 5 * i, 5 + 5 * i);
        if (i % 13 != 0) {
            for (CallerEntry& entry : run.callers) entry.scope = CallerScope{i % 3 + 1};
            std::ranges::sort(run.callers, {}, [](const auto& e) { return std::tuple(e.scope, e.position); });
        }
        ingest(run);
    }
    const auto found = index().find_caller(indexed_key(2).scope, Position{UINT64_MAX}, 10);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 4U);
    EXPECT_EQ(found->front().position, Position{197});
    EXPECT_EQ(found->back().position, Position{2});
}

TEST_P(IndexContract, SaysHowFarItReaches) {
    const Uuid store = Uuid::v7(1, 2, 3);
    ASSERT_TRUE(index().clear(store));
    EXPECT_FALSE(*index().through());
    reopen();
    for (std::uint64_t i = 0; i < 3; ++i) {
        const IndexRun run = run_of(10 * i + 1, 10 * i + 10);
        ingest(run);
        const auto through = *index().through();
        ASSERT_TRUE(through);
        EXPECT_EQ(through->store_id, store);
        EXPECT_EQ(through->mark, run.through);
        EXPECT_EQ(through->address, run.through_address);
    }
}

TEST_P(IndexContract, IsThereForTheNextProcess) {
    const Uuid store = Uuid::v7(1, 2, 3);
    ASSERT_TRUE(index().clear(store));
    for (std::uint64_t i = 0; i < 5; ++i) {
        ingest(run_of(100 * i + 1, 100 * i + 100));
        reopen();
        EXPECT_EQ(index().runs(), i + 1);
        EXPECT_EQ((*index().through())->store_id, store);
        EXPECT_EQ((*index().through())->mark, run_of(1, 100 * i + 100).through);
    }
    expect_records(500);
}

TEST_P(IndexContract, ForgetsEverythingWhenItIsCleared) {
    IndexRun run = run_of(1, 100);
    run.pending = {pending_item(PendingKind::timer, 1)};
    ingest(run);
    ASSERT_TRUE(index().clear(Uuid::v7(9, 9, 9)));
    EXPECT_FALSE(*index().through());
    EXPECT_FALSE(*index().find_operation(indexed_key(1)));
    EXPECT_FALSE(entry_of(indexed_stream(1), Version{100}));
    EXPECT_TRUE(index().find_caller(indexed_key(1).scope, Position{101}, 9)->empty());
    EXPECT_TRUE(index().pending()->empty());
    EXPECT_EQ(index().runs(), 0U);
    ingest(run_of(1, 50));
    reopen();
    EXPECT_EQ((*index().through())->store_id, Uuid::v7(9, 9, 9));
    expect_records(50);
}

TEST_P(IndexContract, SaysThatItIsBrokenUntilItIsCleared) {
    ingest(run_of(1, 100));
    damage();
    reopen();
    EXPECT_EQ(index().through().error().code, index_errc::broken);
    EXPECT_EQ(index().find_operation(indexed_key(1)).error().code, index_errc::broken);
    EXPECT_EQ(index().find_stream(indexed_stream(1), Version{1}, 1).error().code, index_errc::broken);
    EXPECT_EQ(index().find_caller(CallerScope{1}, Position{9}, 1).error().code, index_errc::broken);
    EXPECT_EQ(index().pending().error().code, index_errc::broken);
    EXPECT_EQ(index().ingest(run_of(101, 102)).error().code, index_errc::broken);
    ASSERT_TRUE(index().clear(Uuid{}));
    ingest(run_of(1, 100));
    expect_records(100);
}

TEST_P(IndexContract, HoldsManyRuns) {
    for (std::uint64_t i = 0; i < 60; ++i) ingest(run_of(1 + 20 * i, 20 + 20 * i, 7));
    expect_records(1200, 7);
    reopen();
    expect_records(1200, 7);
}

TEST_P(IndexContract, RefusesARunThatDoesNotFollow) {
    ingest(run_of(1, 10));
    EXPECT_DEATH((void)index().ingest(run_of(12, 20)), "follow");
    EXPECT_DEATH((void)index().ingest(run_of(10, 20)), "follow");
}

TEST_P(IndexContract, RefusesARunThatIsNotSorted) {
    IndexRun run = run_of(1, 10);
    std::swap(run.operations[3], run.operations[4]);
    EXPECT_DEATH((void)index().ingest(run), "sorted");
    run = run_of(1, 10);
    run.streams[3] = run.streams[2];
    EXPECT_DEATH((void)index().ingest(run), "sorted");
    run = run_of(1, 10);
    std::swap(run.callers[3], run.callers[4]);
    EXPECT_DEATH((void)index().ingest(run), "sorted");
}

}  // namespace hapax
