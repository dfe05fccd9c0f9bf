#include "simulation/index/index_twin.hpp"

#include <set>

#include "contract/index_contract.hpp"
#include "support/mortal_process.hpp"

namespace hapax {
namespace {

using simulation::Crash;
using simulation::IndexTwin;

class TwinFixture final : public contract::IndexFixture {
 public:
    Index& index() override { return *index_; }
    void reopen() override {
        index_.reset();
        index_ = twin_.open();
    }
    void damage() override { twin_.damage(); }

 private:
    IndexTwin twin_;
    std::unique_ptr<Index> index_ = twin_.open();
};

TEST(IndexTwin, LosesOnlyWholeNewestRunsInACrashOfTheMachine) {
    std::set<std::uint64_t> left;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        IndexTwin twin;
        auto index = twin.open();
        for (std::uint64_t i = 0; i < 5; ++i) ASSERT_TRUE(index->ingest(run_of(10 * i + 1, 10 * i + 10)));
        index.reset();
        twin.crash_machine(seed);
        index = twin.open();
        left.insert(index->runs());
        EXPECT_EQ((*index->through())->mark, run_of(1, 10 * index->runs()).through);
        EXPECT_TRUE(*index->find_operation(indexed_key(10 * index->runs())));
        EXPECT_FALSE(*index->find_operation(indexed_key(10 * index->runs() + 1)));
    }
    EXPECT_EQ(left, (std::set<std::uint64_t>{2, 3, 4, 5}));
}

TEST(IndexTwin, DoesTheSameForTheSameSeed) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        std::set<std::uint64_t> left;
        for (int repeat = 0; repeat < 2; ++repeat) {
            IndexTwin twin;
            for (std::uint64_t i = 0; i < 5; ++i) ASSERT_TRUE(twin.open()->ingest(run_of(i + 1, i + 1)));
            twin.crash_machine(seed);
            left.insert(twin.open()->runs());
        }
        EXPECT_EQ(left.size(), 1U);
    }
}

TEST(IndexTwin, RefusesARunWhenItIsFull) {
    IndexTwin twin;
    const auto index = twin.open();
    twin.fill_up(true);
    EXPECT_EQ(index->ingest(run_of(1, 2)).error().code, store_errc::storage_full);
    twin.fill_up(false);
    EXPECT_TRUE(index->ingest(run_of(1, 2)));
}

TEST(IndexTwin, DoesNothingForAProcessThatDies) {
    IndexTwin twin;
    MortalProcess process(2);
    auto index = twin.open(&process);
    EXPECT_TRUE(index->ingest(run_of(1, 1)));
    EXPECT_TRUE(index->ingest(run_of(2, 2)));
    EXPECT_THROW((void)index->ingest(run_of(3, 3)), Crash);
    EXPECT_FALSE(index->ingest(run_of(3, 3)));
    EXPECT_FALSE(index->clear(Uuid{}));
    index.reset();
    EXPECT_EQ(twin.open()->runs(), 2U);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Twin, IndexContract, testing::Values(contract::index_under_test<TwinFixture>("Twin")),
                         contract::name_of_index);

}  // namespace hapax
