// The fear: a process or a machine that dies anywhere loses what was acknowledged, or cannot be started again.

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

using simulation::Crash;

enum class Death : std::uint8_t { process, machine };

struct Case {
    Death death = Death::process;
    bool mirrored = false;
};

void prepare(JournalBench& bench, Case how) {
    if (how.mirrored) bench.add_mirror();
}

void die(JournalBench& bench, Case how) {
    if (how.death == Death::process) {
        bench.kill();
    } else {
        bench.crash();
    }
}

void die_in_a_start(JournalBench& bench, std::uint64_t at, Case how) {
    bench.disk.fail_after(at);
    try {
        (void)bench.try_open();
    } catch (const Crash&) {
    }
    die(bench, how);
}

// A life of a journal: several frames, a roll into the next segment, index runs, a clean stop, another start.
void live(JournalBench& bench) {
    if (!bench.try_open()) return;
    for (std::size_t i = 0; i < 6; ++i) {
        if (!bench.try_append(1 + i, 2000) || !bench.maintain()) return;
    }
    if (!bench.try_append(9, 3000) || !bench.try_append(12, 2500) || !bench.maintain(3)) return;
    if (!bench.store->seal() || !bench.try_open()) return;
    (void)bench.try_append(2);
}

std::uint64_t effects_of_a_life(Case how) {
    JournalBench bench;
    prepare(bench, how);
    const std::uint64_t before = bench.disk.effects();
    live(bench);
    EXPECT_EQ(bench.acknowledged.size(), 44U);
    return bench.disk.effects() - before;
}

class CrashTest : public testing::TestWithParam<Case> {};

TEST_P(CrashTest, NothingAcknowledgedIsLostWhereverItDies) {
    const std::uint64_t effects = effects_of_a_life(GetParam());
    ASSERT_GT(effects, 50U);
    for (std::uint64_t at = 1; at <= effects; ++at) {
        SCOPED_TRACE(at);
        JournalBench bench({}, at);
        prepare(bench, GetParam());
        bench.disk.fail_after(at);
        try {
            live(bench);
        } catch (const Crash&) {
        }
        die(bench, GetParam());
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        bench.append(2);
        die(bench, GetParam());
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        if (HasFatalFailure()) return;
    }
}

// The first death leaves a torn tail and an index that is behind; then the recovery dies at each of its effects.
TEST_P(CrashTest, RecoveryMayDieAnywhereAndIsDoneAgain) {
    const auto first_life = [](JournalBench& bench) {
        prepare(bench, GetParam());
        bench.open();
        for (std::size_t i = 0; i < 12; ++i) bench.append(1 + i % 4, 900);
        bench.disk.fail_after(1);
        try {
            (void)bench.try_append(4, 1500);
        } catch (const Crash&) {
        }
        bench.crash();
    };
    std::uint64_t effects = 0;
    {
        JournalBench bench;
        first_life(bench);
        const std::uint64_t before = bench.disk.effects();
        bench.open();
        effects = bench.disk.effects() - before;
    }
    ASSERT_GT(effects, 5U);
    for (std::uint64_t at = 1; at <= effects; ++at) {
        SCOPED_TRACE(at);
        JournalBench bench;
        first_life(bench);
        for (int again = 0; again < 2; ++again) {
            die_in_a_start(bench, at, GetParam());
        }
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        if (HasFatalFailure()) return;
    }
}

// The first of two starts dies as a process, so that the second meets names that only the page cache has; then the
// machine crashes. The crash may take the older name and leave the younger one, which must not look like a gap.
TEST(Restart, AStartThatDiesAfterAStartThatDiedLeavesNoGap) {
    std::uint64_t effects = 0;
    {
        JournalBench bench;
        bench.open();
        bench.append(2);
        bench.kill();
        const std::uint64_t before = bench.disk.effects();
        bench.open();
        effects = bench.disk.effects() - before;
    }
    constexpr std::uint64_t seeds = 24;  // a crash that takes one name and leaves the other is one in twelve
    for (std::uint64_t at = 2; at <= effects; ++at) {
        for (std::uint64_t draw = 0; draw < 3 * seeds; ++draw) {
            JournalBench bench({}, at * 3 * seeds + draw);
            bench.open();
            bench.append(2);
            bench.kill();
            die_in_a_start(bench, at, Case{Death::process});
            die_in_a_start(bench, at - 1 + draw % 3, Case{Death::machine});
            SCOPED_TRACE(std::to_string(at) + ", draw " + std::to_string(draw));
            bench.open();
            ASSERT_NE(bench.store, nullptr);
            bench.expect_intact();
            if (HasFatalFailure()) return;
        }
    }
}

// Whatever a first start leaves when it dies must not look like a store whose journal is gone.
TEST_P(CrashTest, TheFirstStartMayDieAnywhereAndIsDoneAgain) {
    std::uint64_t effects = 0;
    {
        JournalBench bench;
        prepare(bench, GetParam());
        const std::uint64_t before = bench.disk.effects();
        bench.open();
        effects = bench.disk.effects() - before;
    }
    ASSERT_GT(effects, 10U);
    for (std::uint64_t at = 1; at <= effects; ++at) {
        SCOPED_TRACE(at);
        JournalBench bench({}, at);
        prepare(bench, GetParam());
        for (std::uint64_t again = 0; again < 3; ++again) {
            die_in_a_start(bench, at > again ? at - again : 1, GetParam());
            const bool witnessed = bench.disk.image().find("/data.witness").has_value();
            ASSERT_TRUE(!witnessed || !bench.last_segment().empty()) << "the witness comes after the first segment";
        }
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.append(2);
        die(bench, GetParam());
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
    }
}

TEST_P(CrashTest, AFailedSyncIsFatalAndTheRestartIsCorrect) {
    for (std::uint64_t nth = 1; nth <= (GetParam().mirrored ? 8U : 4U); ++nth) {
        SCOPED_TRACE(nth);
        JournalBench bench({}, nth);
        prepare(bench, GetParam());
        bench.open();
        bench.append(2);
        simulation::FaultPlan plan;
        plan.on(simulation::DiskCall::sync).error_nth = nth;
        bench.disk.set_faults(plan);
        Result<void> done;
        for (int i = 0; i < 8 && done; ++i) done = bench.try_append(3, 700);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, store_errc::write_failed);
        EXPECT_EQ(done.error().code.handling, Handling::fatal);
        EXPECT_EQ(bench.try_append(1).error().code, store_errc::write_failed) << "never tried again";
        bench.disk.set_faults({});
        die(bench, GetParam());
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        bench.append(1);
        die(bench, GetParam());
        bench.open();
        bench.expect_intact();
    }
}

const auto name_of_case = [](const auto& how) {
    return std::string(how.param.death == Death::process ? "Process" : "Machine") +
           (how.param.mirrored ? "Mirrored" : "");
};

INSTANTIATE_TEST_SUITE_P(Journal, CrashTest,
                         testing::Values(Case{Death::process}, Case{Death::machine}, Case{Death::process, true},
                                         Case{Death::machine, true}),
                         name_of_case);

TEST(Restart, GoesOnAfterASealAndWithoutOneInThisBootAndTheNext) {
    for (const bool sealed : {true, false}) {
        for (const bool same_boot : {true, false}) {
            JournalBench bench;
            bench.open();
            bench.append(5);
            const Mark end = bench.store->state().durable;
            if (sealed) {
                ASSERT_TRUE(bench.store->seal());
            }
            same_boot ? bench.kill() : bench.crash();
            bench.open();
            EXPECT_EQ(bench.store->state().durable, end);
            bench.expect_intact();
            bench.append(1);
            bench.expect_intact();
        }
    }
}

// What a start shows was perhaps only in the page cache; it must be on the disk before anyone sees it.
TEST(Restart, WhatItShowsSurvivesACrashOfTheMachine) {
    std::size_t shown_beyond_acknowledged = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        JournalBench bench({}, seed);
        bench.open();
        bench.append(2);
        simulation::FaultPlan plan;
        plan.on(simulation::DiskCall::sync).error_nth = seed % 2;
        bench.disk.set_faults(plan);
        if (seed % 2 == 0) bench.disk.fail_after(2);
        try {
            EXPECT_FALSE(bench.try_append(1));  // one sector: a cache drops what it forgot by sectors
        } catch (const Crash&) {
        }
        bench.disk.set_faults({});
        bench.kill();
        bench.open();
        const auto shown = contract::whole_log(*bench.store);
        shown_beyond_acknowledged += shown.size() - bench.acknowledged.size();
        bench.crash();
        bench.open();
        ASSERT_EQ(contract::whole_log(*bench.store), shown);
        bench.expect_intact();
    }
    EXPECT_GT(shown_beyond_acknowledged, 0U) << "the test shows nothing otherwise";
}

TEST(Restart, KeepsTheMarksOfCopiedFrames) {
    JournalBench bench;
    bench.open();
    bench.append(2);
    bench.append(3);
    std::vector<Mark> marks;
    for (std::uint64_t p = 1; p <= 5; ++p) marks.push_back(**bench.store->mark(Position{p}));
    for (int i = 0; i < 3; ++i) {
        bench.kill();
        bench.open();
        for (std::uint64_t p = 1; p <= 5; ++p) EXPECT_EQ(**bench.store->mark(Position{p}), marks[p - 1]);
    }
}

TEST(Restart, ASecondProcessIsRefused) {
    JournalBench bench;
    bench.open();
    simulation::IndexTwin other;
    const auto index = other.open();
    EXPECT_EQ(open_journal(bench.disk, *index, bench.start(), bench.options).error().code, disk_errc::locked);
}

}  // namespace
}  // namespace hapax::journal
