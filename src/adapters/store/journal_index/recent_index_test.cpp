#include "adapters/store/journal_index/recent_index.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace hapax::journal {
namespace {

OperationKey key_of(std::uint64_t number, std::uint64_t scope = 7) {
    return {OperationId{Uuid::v7(1763800000000, mixed(number), mixed(number + 1))}, CallerScope{scope}};
}

StreamHash stream_of(std::uint64_t number) {
    return StreamHash{{mixed(number), number}};
}

Address address_of(std::uint32_t number) {
    return {number >> 16, number & 0xffff};
}

TEST(RecentIndex, FindsWhatWasInsertedAndNothingElse) {
    RecentIndex recent{1, 8};  // grows many times
    for (std::uint32_t i = 0; i < 20'000; ++i) recent.insert_operation(key_of(i), address_of(i));
    for (std::uint32_t i = 0; i < 20'000; ++i) ASSERT_EQ(recent.find_operation(key_of(i)), address_of(i));
    for (std::uint32_t i = 20'000; i < 40'000; ++i) ASSERT_FALSE(recent.find_operation(key_of(i)));
    EXPECT_EQ(recent.size(), 20'000U);
}

TEST(RecentIndex, KeepsTheScopesOfCallersApart) {
    RecentIndex recent{1, 8};
    recent.insert_operation(key_of(1, 7), address_of(1));
    EXPECT_FALSE(recent.find_operation(key_of(1, 8)));
    recent.insert_operation(key_of(1, 8), address_of(2));
    EXPECT_EQ(recent.find_operation(key_of(1, 7)), address_of(1));
    EXPECT_EQ(recent.find_operation(key_of(1, 8)), address_of(2));
}

TEST(RecentIndexDeathTest, RefusesAKeyTwice) {
    RecentIndex recent{1, 8};
    recent.insert_operation(key_of(1), address_of(1));
    EXPECT_DEATH(recent.insert_operation(key_of(1), address_of(2)), "indexed twice");
}

TEST(RecentIndexDeathTest, RefusesAGapInTheVersionsOfAStream) {
    RecentIndex recent{1, 8};
    recent.insert_stream(stream_of(1), Version{5}, Version{6}, address_of(1));
    EXPECT_DEATH(recent.insert_stream(stream_of(1), Version{8}, Version{8}, address_of(2)), "gap");
    EXPECT_DEATH(recent.insert_stream(stream_of(1), Version{6}, Version{6}, address_of(2)), "gap");
}

TEST(RecentIndex, AnswersTheEntryThatHoldsAVersion) {
    RecentIndex recent{1, 8};
    recent.insert_stream(stream_of(1), Version{5}, Version{7}, address_of(1));
    recent.insert_stream(stream_of(1), Version{8}, Version{8}, address_of(2));
    EXPECT_FALSE(recent.find_stream_at_most(stream_of(1), Version{4}));
    EXPECT_EQ(recent.find_stream_at_most(stream_of(1), Version{5})->address, address_of(1));
    EXPECT_EQ(recent.find_stream_at_most(stream_of(1), Version{7})->version, Version{5});
    EXPECT_EQ(recent.find_stream_at_most(stream_of(1), Version{8})->version, Version{8});
    EXPECT_EQ(recent.find_stream_at_most(stream_of(1), Version{UINT64_MAX})->address, address_of(2));
    EXPECT_FALSE(recent.find_stream_at_most(stream_of(2), Version{8}));
    EXPECT_EQ(recent.head(stream_of(1)), Version{8});
    EXPECT_FALSE(recent.head(stream_of(2)));
}

// Goal: the links lead to the right entry in streams of every length. Method: compare with std::map.
TEST(RecentIndex, AgreesWithAnOrderedMapOnRandomStreams) {
    std::mt19937_64 random{42};
    RecentIndex recent{random(), 8};
    std::map<std::uint64_t, std::map<std::uint64_t, Address>> model;
    std::map<std::uint64_t, std::uint64_t> last;
    for (std::uint32_t i = 0; i < 50'000; ++i) {
        const std::uint64_t stream = random() % 2 == 0 ? 0 : random() % 500;
        const std::uint64_t first = last[stream] + 1;
        last[stream] = first + random() % 3;
        recent.insert_stream(stream_of(stream), Version{first}, Version{last[stream]}, address_of(i));
        model[stream][first] = address_of(i);
    }
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t stream = random() % 4 == 0 ? 0 : random() % 500;
        const std::uint64_t version = 1 + random() % last[stream];
        const auto expected = std::prev(model[stream].upper_bound(version));
        const auto found = recent.find_stream_at_most(stream_of(stream), Version{version});
        ASSERT_TRUE(found);
        ASSERT_EQ(found->version.value, expected->first);
        ASSERT_EQ(found->address, expected->second);
        const std::size_t entries_max = 1 + random() % 20;
        std::vector<StreamEntry> entries;
        recent.read_stream(stream_of(stream), Version{version}, entries_max, entries);
        auto at = expected;
        for (const StreamEntry& entry : entries) {
            ASSERT_EQ(entry.version.value, at->first);
            ASSERT_EQ(entry.address, at->second);
            ++at;
        }
        ASSERT_TRUE(entries.size() == entries_max || (entries.size() < entries_max && at == model[stream].end()));
    }
}

TEST(RecentIndex, ReadsOnFromWhatIsThereAlreadyUpToTheLimit) {
    RecentIndex recent{1, 8};
    for (std::uint32_t i = 0; i < 5; ++i) recent.insert_stream(stream_of(1), Version{10 + i}, Version{10 + i}, {1, i});
    const auto read = [&](std::uint64_t from, std::size_t there, std::size_t entries_max) {
        std::vector<StreamEntry> entries(there);
        recent.read_stream(stream_of(1), Version{from}, entries_max, entries);
        return entries;
    };
    EXPECT_EQ(read(3, 0, 9).size(), 5U) << "from its first entry here, when all are above";
    EXPECT_EQ(read(12, 2, 4).size(), 4U);
    EXPECT_EQ(read(12, 2, 4).back().version, Version{13});
    EXPECT_EQ(read(12, 4, 4).size(), 4U);
    EXPECT_EQ(read(99, 0, 4).size(), 1U);
    std::vector<StreamEntry> none;
    recent.read_stream(stream_of(2), Version{1}, 9, none);
    EXPECT_TRUE(none.empty());
}

TEST(RecentIndex, FillsARunInTheOrderThatIndexesNeed) {
    std::mt19937_64 random{7};
    RecentIndex recent{random(), 8};
    std::map<std::uint64_t, std::uint64_t> last;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        recent.insert_operation(key_of(i, i % 3), address_of(i));
        const std::uint64_t stream = random() % 100;
        recent.insert_stream(stream_of(stream), Version{last[stream] + 1}, Version{last[stream] + 1}, address_of(i));
        ++last[stream];
    }
    IndexRun run;
    run.from = Position{500};
    recent.fill(run);
    ASSERT_EQ(run.operations.size() + run.streams.size(), recent.size());
    ASSERT_EQ(run.callers.size(), run.operations.size());
    for (std::size_t i = 0; i < run.callers.size(); ++i) {
        const CallerEntry& entry = run.callers[i];
        const auto number = static_cast<std::uint32_t>(entry.position.value - 500);
        ASSERT_EQ(entry.scope, key_of(number, number % 3).scope);
        ASSERT_EQ(entry.address, address_of(number));
        if (i == 0) continue;
        ASSERT_LT(std::pair(run.callers[i - 1].scope, run.callers[i - 1].position),
                  std::pair(entry.scope, entry.position));
    }
    for (std::size_t i = 1; i < run.operations.size(); ++i) {
        ASSERT_LT(run.operations[i - 1].key, run.operations[i].key);
    }
    for (std::size_t i = 1; i < run.streams.size(); ++i) {
        const auto& a = run.streams[i - 1];
        const auto& b = run.streams[i];
        ASSERT_LT(std::pair(a.stream, a.version), std::pair(b.stream, b.version));
        ASSERT_EQ(recent.find_stream_at_most(b.stream, b.version)->address, b.address);
    }
}

TEST(RecentIndex, IsEmptyAtFirst) {
    const RecentIndex recent{1, 0};
    EXPECT_TRUE(recent.empty());
    EXPECT_FALSE(recent.find_operation(key_of(1)));
    EXPECT_FALSE(recent.find_stream_at_most(stream_of(1), Version{1}));
    IndexRun run;
    recent.fill(run);
    EXPECT_TRUE(run.operations.empty() && run.streams.empty());
}

}  // namespace
}  // namespace hapax::journal
