// The fear: one disk is gone, and with it something that was acknowledged; or a death between the writes to two copies
// leaves what no start can make one again.

#include "support/journal_bench.hpp"

namespace hapax::journal {
namespace {

using simulation::Crash;

enum class Death : std::uint8_t { process, machine };

struct Case {
    Death death = Death::process;
    const char* lost = "";  // the copy that is gone afterwards
};

constexpr const char* data = "/data/journal";
constexpr const char* mirror = "/mirror";

void die(JournalBench& bench, Death death) {
    if (death == Death::process) {
        bench.kill();
    } else {
        bench.crash();
    }
}

// Frames, a roll, a clean stop and another start.
void live(JournalBench& bench) {
    if (!bench.try_open()) return;
    for (std::size_t i = 0; i < 4; ++i) {
        if (!bench.try_append(1 + i, 2000) || !bench.maintain()) return;
    }
    if (!bench.try_append(9, 3000) || !bench.try_append(12, 2500) || !bench.maintain(2)) return;
    if (!bench.store->seal() || !bench.try_open()) return;
    (void)bench.try_append(2);
}

std::uint64_t effects_of(const std::function<void(JournalBench&)>& life) {
    JournalBench bench;
    bench.add_mirror();
    const std::uint64_t before = bench.disk.effects();
    life(bench);
    return bench.disk.effects() - before;
}

void run_until(JournalBench& bench, std::uint64_t effects, const std::function<void(JournalBench&)>& life) {
    bench.disk.fail_after(effects);
    try {
        life(bench);
    } catch (const Crash&) {
    }
}

class MirrorCrashTest : public testing::TestWithParam<Case> {};

TEST_P(MirrorCrashTest, OneDiskIsGoneAfterADeathAnywhereAndNothingAcknowledgedIsLost) {
    const std::uint64_t effects = effects_of(live);
    ASSERT_GT(effects, 80U);
    for (std::uint64_t at = 1; at <= effects; ++at) {
        SCOPED_TRACE(at);
        JournalBench bench({}, at);
        bench.add_mirror();
        run_until(bench, at, live);
        die(bench, GetParam().death);
        if (!bench.disk.image().has_directory(GetParam().lost)) continue;
        bench.lose(GetParam().lost);
        const auto opened = bench.try_open();
        if (!opened && bench.acknowledged.empty()) {
            ASSERT_TRUE(opened.error().code == store_errc::mirror_mismatch ||
                        opened.error().code == store_errc::history_lost)
                << opened.error().detail;
            continue;  // of a first start: nobody was told of anything
        }
        ASSERT_TRUE(opened) << opened.error().code.name << ": " << opened.error().detail;
        bench.expect_intact();
        bench.append(2);
        die(bench, GetParam().death);
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        if (HasFatalFailure()) return;
    }
}

// A copy that is filled again, by starts that die at each of their effects, twice each.
TEST_P(MirrorCrashTest, ARefillMayDieAnywhereAndIsDoneAgain) {
    const auto first_life = [](JournalBench& bench) {
        bench.open();
        for (std::size_t i = 0; i < 8; ++i) bench.append(1 + i % 4, 4000);
        bench.append(9, 6000);
        die(bench, GetParam().death);
        bench.lose(GetParam().lost);
    };
    const auto refill = [](JournalBench& bench) { (void)bench.try_open(); };
    std::uint64_t effects = 0;
    {
        JournalBench bench;
        bench.add_mirror();
        first_life(bench);
        const std::uint64_t before = bench.disk.effects();
        refill(bench);
        EXPECT_GE(bench.store->state().mirror.mended_segments, 2U);
        effects = bench.disk.effects() - before;
    }
    for (std::uint64_t at = 1; at <= effects; ++at) {
        SCOPED_TRACE(at);
        JournalBench bench({}, at);
        bench.add_mirror();
        first_life(bench);
        for (int again = 0; again < 2; ++again) {
            run_until(bench, at, refill);
            die(bench, GetParam().death);
        }
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        bench.append(1);
        die(bench, GetParam().death);
        bench.lose(GetParam().lost == std::string(data) ? mirror : data);  // the refilled one has to do
        bench.open();
        ASSERT_NE(bench.store, nullptr);
        bench.expect_intact();
        if (HasFatalFailure()) return;
    }
}

// The first start ends with its process and the second with the machine, each anywhere: whatever names the crash took,
// the third finds no copy that it has to call a stranger's.
TEST(MirrorCrash, AfterTwoStartsThatDiedAnywhereTheThirdServes) {
    const auto start = [](JournalBench& bench) { (void)bench.try_open(); };
    const std::uint64_t effects = effects_of(start);
    for (std::uint64_t first = 1; first <= effects; ++first) {
        for (std::uint64_t second = 1; second <= effects; ++second) {
            SCOPED_TRACE(std::to_string(first) + " " + std::to_string(second));
            JournalBench bench({}, first * effects + second);
            bench.add_mirror();
            run_until(bench, first, start);
            die(bench, Death::process);
            run_until(bench, second, start);
            die(bench, Death::machine);
            const auto opened = bench.try_open();
            ASSERT_TRUE(opened) << opened.error().code.name << ": " << opened.error().detail;
        }
    }
}

const auto name_of_case = [](const auto& how) {
    return std::string(how.param.death == Death::process ? "Process" : "Machine") +
           (how.param.lost == std::string(data) ? "DataLost" : "MirrorLost");
};

INSTANTIATE_TEST_SUITE_P(Journal, MirrorCrashTest,
                         testing::Values(Case{Death::process, data}, Case{Death::process, mirror},
                                         Case{Death::machine, data}, Case{Death::machine, mirror}),
                         name_of_case);

}  // namespace
}  // namespace hapax::journal
