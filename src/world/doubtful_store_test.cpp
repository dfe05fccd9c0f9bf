#include "world/doubtful_store.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "support/money_views.hpp"

namespace hapax::world {
namespace {

class DoubtfulStoreTest : public testing::Test {
 protected:
    Result<std::vector<AppendOutcome>> append(std::uint64_t n) { return store_.append(std::vector{moved("42", 5, n)}); }

    std::unique_ptr<EventStore> inner_ = make_memory_store();
    Reached reached_;
    DoubtfulStore store_{*inner_, reached_};
};

TEST_F(DoubtfulStoreTest, TheNthAppendHappensAndNobodyIsToldSo) {
    store_.doubt(2, true);
    EXPECT_TRUE(append(1));
    EXPECT_EQ(append(2).error().code, store_errc::unknown_outcome);
    EXPECT_EQ(store_.durable(), Position{2});
    EXPECT_TRUE(append(3));
    EXPECT_TRUE(reached_.contains("unknown outcome: applied"));
}

TEST_F(DoubtfulStoreTest, TheNthAppendDoesNotHappenAndNobodyIsToldSo) {
    store_.doubt(1, false);
    EXPECT_EQ(append(1).error().code, store_errc::unknown_outcome);
    EXPECT_EQ(store_.durable(), Position{0});
    EXPECT_TRUE(append(1));
    EXPECT_TRUE(reached_.contains("unknown outcome: not applied"));
}

TEST_F(DoubtfulStoreTest, TrustedAgainItPassesEverythingOn) {
    store_.doubt(1, false);
    store_.trust();
    EXPECT_TRUE(append(1));
}

}  // namespace
}  // namespace hapax::world
