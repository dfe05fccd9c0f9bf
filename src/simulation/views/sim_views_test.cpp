#include "simulation/views/sim_views.hpp"

#include "contract/views_contract.hpp"
#include "support/mortal_process.hpp"

namespace hapax::contract {
namespace {

using simulation::SimViews;

class SimHarness : public ViewsHarness {
 public:
    Views& views() override { return views_; }
    std::unique_ptr<ViewReader> make_reader() override { return views_.make_reader(); }
    void reopen() override { views_.crash_process(); }
    void crash_machine() override { views_.crash_machine(); }

 private:
    SimViews views_;
};

INSTANTIATE_TEST_SUITE_P(Twin, ViewsContract,
                         testing::Values(MakeViewsHarness([] { return std::make_unique<SimHarness>(); })));

class SimViewsTest : public testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(views_.prepare({balances()}, store_number(1))); }
    Result<void> write(std::uint64_t position) {
        return views_.write({{{0, "42", {}, 0, balance(static_cast<std::int64_t>(position))}},
                             {{0, mark_at(position), time_at(position)}}});
    }
    SimViews views_;
};

TEST_F(SimViewsTest, AWriteThatIsToldToFailFailsOnceAndWritesNothing) {
    views_.fail_write(2, views_errc::no_space);
    ASSERT_TRUE(write(1));
    EXPECT_EQ(write(2).error().code, views_errc::no_space);
    EXPECT_EQ(views_.load(0, "42").value(), balance(1));
    ASSERT_TRUE(write(2));
}

TEST_F(SimViewsTest, BrokenStaysBrokenUntilPreparedFromNothing) {
    ASSERT_TRUE(write(1));
    views_.fail_write(1, views_errc::broken);
    EXPECT_EQ(write(2).error().code, views_errc::broken);
    EXPECT_EQ(write(2).error().code, views_errc::broken);
    EXPECT_EQ(views_.prepare({balances()}, store_number(1)).value()[0].checkpoint, Mark{});
    ASSERT_TRUE(write(1));
}

TEST_F(SimViewsTest, ACrashComesBeforeAWriteOrAfterItNeverBetween) {
    for (const int at : {1, 2}) {
        MortalProcess process(at - 1);
        views_.attach(&process);
        EXPECT_THROW((void)write(static_cast<std::uint64_t>(at)), simulation::Crash);
        EXPECT_EQ(write(9).error().code, views_errc::busy);
        views_.crash_process();
        const auto prepared = views_.prepare({balances()}, store_number(1));
        EXPECT_EQ(prepared.value()[0].checkpoint, at == 1 ? Mark{} : mark_at(2));
        EXPECT_EQ(views_.load(0, "42").value(), at == 1 ? std::nullopt : std::optional(balance(2)));
    }
}

}  // namespace
}  // namespace hapax::contract
