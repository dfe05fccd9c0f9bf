#include "application/projector/row_cache.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

TEST(RowCache, FindsWhatWasInserted) {
    RowCache cache(1 << 20);
    EXPECT_EQ(cache.find("a"), nullptr);
    cache.insert("a", Row{std::int64_t{1}});
    cache.insert("b", std::nullopt);
    ASSERT_NE(cache.find("a"), nullptr);
    EXPECT_EQ(cache.find("a")->row, (Row{std::int64_t{1}}));
    EXPECT_EQ(cache.find("b")->row, std::nullopt);
}

TEST(RowCache, GivesDirtyRowsOnceAndInKeyOrder) {
    RowCache cache(1 << 20);
    for (const char* key : {"c", "a", "b"}) cache.mark_dirty(cache.insert(key, Row{}));
    cache.mark_dirty(*cache.find("a"));
    std::string keys;
    for (const RowCache::Entry* entry : cache.dirty_by_key()) keys += entry->key;
    EXPECT_EQ(keys, "abc");
    cache.settle();
    EXPECT_TRUE(cache.dirty_by_key().empty());
}

TEST(RowCache, ForgetsTheLeastRecentlyUsedAndOnlyWhenSettled) {
    RowCache cache(600);
    for (const char* key : {"a", "b", "c", "d"}) cache.insert(key, Row{});
    EXPECT_EQ(cache.size(), 4u);
    EXPECT_NE(cache.find("a"), nullptr);
    cache.settle();
    EXPECT_LE(cache.bytes(), 600u);
    EXPECT_NE(cache.find("a"), nullptr);
    EXPECT_EQ(cache.find("b"), nullptr);
}

TEST(RowCache, WeighsRowsThatGrewInPlace) {
    RowCache cache(10'000);
    RowCache::Entry& entry = cache.insert("a", Row{std::string("x")});
    entry.row = Row{std::string(20'000, 'x')};
    cache.mark_dirty(entry);
    cache.settle();
    EXPECT_EQ(cache.size(), 0u);
    EXPECT_EQ(cache.bytes(), 0u);
}

}  // namespace
}  // namespace hapax
