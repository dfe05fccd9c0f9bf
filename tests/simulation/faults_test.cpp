// Goal: each kind of fault bites. Method: worlds in which only that kind is left, until one has met what it must bring.
#include <gtest/gtest.h>

#include "run.hpp"

namespace hapax::simulated_bank {
namespace {

using world::Fault;

constexpr std::uint64_t seeds_max = 3000;

struct Bite {
    Fault kind;
    std::string_view marker;  // how it begins
};

std::string name_of(const testing::TestParamInfo<Bite>& info) {
    std::string name(text(info.param.kind));
    for (char& c : name) c = c == '-' ? '_' : c;
    return name + "_" + std::to_string(info.index);
}

std::vector<std::size_t> only(Fault kind, std::uint64_t seed) {
    std::vector<std::size_t> kept;
    for (const world::PlannedFault& fault : schedule_of(seed)) {
        if (fault.kind == kind) kept.push_back(fault.index);
    }
    return kept;
}

bool met(const world::Reached& reached, std::string_view marker) {
    const auto found = reached.lower_bound(marker);
    return found != reached.end() && found->first.starts_with(marker);
}

class FaultTest : public testing::TestWithParam<Bite> {};

TEST_P(FaultTest, BringsWhatItIsFor) {
    const auto [kind, marker] = GetParam();
    for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
        const auto kept = only(kind, seed);
        if (kept.empty()) continue;
        if (met(run_bank(seed, {.faults = kept}).reached, marker)) return;
    }
    FAIL() << marker << " was not met in " << seeds_max << " worlds";
}

INSTANTIATE_TEST_SUITE_P(
    Worlds, FaultTest,
    testing::Values(
        Bite{Fault::kill, "no answer"}, Bite{Fault::kill_at_call, "injected: death at a call"},
        Bite{Fault::kill_at_effect, "injected: death at an effect"},
        Bite{Fault::kill_in_start, "killed while it started"}, Bite{Fault::clean_stop, "clean stop"},
        Bite{Fault::hanging_stop, "stop that hung was cut"}, Bite{Fault::frozen_process, "no answer"},
        Bite{Fault::machine_crash, "injected: sector lost"}, Bite{Fault::machine_crash, "torn tail left by a crash"},
        Bite{Fault::suspended_machine, "no answer"},
        Bite{Fault::failed_sync, "the journal failed; stopping, a restart recovers"},
        Bite{Fault::failed_write, "the journal failed; stopping, a restart recovers"},
        Bite{Fault::failed_read, "told store-unavailable"}, Bite{Fault::failed_call, "injected: failed "},
        Bite{Fault::unreadable_disk, "told store-unavailable"}, Bite{Fault::full_disk, "answered 507"},
        Bite{Fault::full_disk, "injected: short write"}, Bite{Fault::slow_disk, "told outcome-unknown"},
        Bite{Fault::hanging_sync, "told outcome-unknown"},
        Bite{Fault::bit_rot, "bit rot in the journal: found by verification"},
        Bite{Fault::bit_rot_at_rest, "bit rot in the journal: a start refused"},
        Bite{Fault::bit_rot_at_rest, "bit rot in the horizon: a start refused"},
        Bite{Fault::bit_rot_at_rest, "bit rot in the witness: a start refused"},
        Bite{Fault::full_index, "the store's upkeep failed"}, Bite{Fault::damaged_index, "injected: damaged index"},
        Bite{Fault::failed_look_up, "injected: failed look-up"}, Bite{Fault::views_trouble, "views wait"},
        Bite{Fault::damaged_views, "injected: damaged views"}, Bite{Fault::unknown_applied, "unknown outcome: applied"},
        Bite{Fault::unknown_not_applied, "unknown outcome: not applied"}),
    name_of);

#ifdef HAPAX_CRASHPOINTS
INSTANTIATE_TEST_SUITE_P(Points, FaultTest, testing::Values(Bite{Fault::kill_at_point, "died at "}), name_of);
#endif

// The answers carry the server's clock, so a world with another clock is another world.
TEST(ClockFaults, AreSeenInWhatIsRecorded) {
    for (const Fault kind : {Fault::clock_jump, Fault::clock_drift}) {
        std::uint64_t seed = 1;
        while (only(kind, seed).empty()) ++seed;
        EXPECT_NE(run_bank(seed, {.faults = only(kind, seed)}).hash, run_bank(seed, {.faults = {{}}}).hash) << seed;
    }
}

TEST(PeacefulWorlds, MeetNoFault) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const RunReport run = run_bank(seed, {.faults = {{}}});
        EXPECT_FALSE(met(run.reached, "fault "));
        EXPECT_EQ(run.lives, 2U) << "the second begins after the last crash of the machine";
    }
}

}  // namespace
}  // namespace hapax::simulated_bank
