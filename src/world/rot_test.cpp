// Goal: a turned bit is told, mended, and never put where nobody could find it.
#include "world/rot.hpp"

#include <gtest/gtest.h>

#include "support/journal_bench.hpp"

namespace hapax::world {
namespace {

class RotTest : public testing::Test {
 protected:
    void SetUp() override {
        bench_.open();
        for (int i = 0; i < 5; ++i) bench_.append(1);
    }

    std::uint64_t times(const std::string& what) { return reached_[what]; }

    journal::JournalBench bench_;
    Reached reached_;
    Rot rot_{bench_.disk, bench_.options, reached_};
};

TEST_F(RotTest, TurnsOneByteAtATimeAndMendsIt) {
    const auto before = bench_.disk.image().files();
    rot_.strike_alive(Random(1));
    EXPECT_TRUE(rot_.lies());
    EXPECT_EQ(bench_.disk.corrupted(), 1U);
    rot_.strike_alive(Random(2));
    EXPECT_EQ(bench_.disk.corrupted(), 1U);
    rot_.repair("by the test");
    EXPECT_FALSE(rot_.lies());
    bench_.expect_intact();
}

TEST_F(RotTest, OfTheJournalIsFoundByVerificationOrWhereNothingIs) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        rot_.strike_alive(Random(seed));
        ASSERT_FALSE(rot_.broken()) << seed << ": " << *rot_.broken();
        rot_.repair("by the test");
    }
    EXPECT_GT(times("bit rot in the journal: found by verification"), 0U);
    EXPECT_GT(times("bit rot in the tail file"), 0U);
    EXPECT_GT(times("bit rot in the witness"), 0U);
}

TEST_F(RotTest, LeavesTheJournalAloneWithoutATailFileThatSaysWhereItEnds) {
    bench_.disk.corrupt("/data/journal/tail", 20, std::byte{1});
    bench_.disk.crash_machine();  // nobody knows of that byte any more
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        rot_.strike_alive(Random(seed));
        rot_.repair("by the test");
    }
    EXPECT_EQ(times("bit rot in the journal"), 0U);
}

TEST_F(RotTest, AtRestWaitsUntilTheProcessIsDown) {
    rot_.strike_at_rest(Random(1));
    EXPECT_FALSE(rot_.lies());
    rot_.at_rest();
    EXPECT_TRUE(rot_.lies());
    rot_.repair("by the test");
    rot_.at_rest();
    EXPECT_FALSE(rot_.lies()) << "once";
}

}  // namespace
}  // namespace hapax::world
