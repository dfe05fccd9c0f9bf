// Goal: a guard knows whom one looks like, for its time, also over a restart, and forgets within bounds.
#include "application/engine/look_alikes.hpp"

#include <gtest/gtest.h>

#include "support/moody_store.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"
#include "support/toy_service.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

class LookAlikesTest : public testing::Test {
 protected:
    LookAlikesTest() {
        options.guard_longest = 30s;
        restart();
    }
    void restart() { guard.emplace(store, runtime, metrics, options); }
    void pass(Duration time) { runtime.make_parker()->park(runtime.now() + time); }

    Submission asked(std::uint64_t n, std::uint8_t what = 1, std::uint64_t scope = 1) {
        Submission s = toy::submission(service.add, n, "a", 7);
        s.key.scope = CallerScope{scope};
        s.guard.emplace();
        s.guard->likeness.value.fill(what);
        s.guard->lasts = 30s;
        s.arrived = runtime.now();
        return s;
    }
    void ran(const Submission& s, Outcome outcome = Outcome::accomplished) {
        guard->began(s);
        guard->ended(s, outcome);
    }
    void recorded(const Submission& s, Outcome outcome = Outcome::accomplished) {
        Commit commit;
        commit.operation = s.key;
        commit.fingerprint = s.fingerprint;
        commit.likeness = s.guard->likeness;
        commit.outcome = outcome;
        commit.stream = {"toy", "n" + std::to_string(++streams)};
        commit.decided_at = runtime.wall();
        if (outcome == Outcome::accomplished) commit.events = {{"Added", 1, "7"}};
        ASSERT_TRUE(store.append(std::span(&commit, 1)));
    }
    std::optional<OperationId> earlier(const Submission& s) { return guard->earlier(s).value(); }

    toy::ToyService service;
    SoloRuntime runtime;
    NullMetrics metrics;
    MoodyStore store;
    EngineOptions options;
    std::optional<LookAlikes> guard;
    int streams = 0;
};

TEST_F(LookAlikesTest, OneThatRunsAndOneThatRanCountForTheGuardsTime) {
    const Submission first = asked(1);
    guard->began(first);
    pass(1h);
    EXPECT_EQ(earlier(asked(2)), first.key.id) << "it runs";
    guard->ended(first, Outcome::accomplished);
    pass(30s - 1ns);
    EXPECT_EQ(earlier(asked(2)), first.key.id);
    pass(1ns);
    EXPECT_EQ(earlier(asked(2)), std::nullopt);
}

TEST_F(LookAlikesTest, WhoArrivedInTimeIsRefusedHoweverLongHeWaited) {
    const Submission first = asked(1);
    ran(first);
    const Submission second = asked(2);
    pass(10min);
    Submission other = asked(3, 3);
    other.arrived = second.arrived;
    ran(other);
    EXPECT_EQ(earlier(second), first.key.id);
}

TEST_F(LookAlikesTest, WhatWasRefusedFailedOrLetGoDoesNotCount) {
    for (const auto outcome : {Outcome::rejected, Outcome::precondition_failed, Outcome::failed}) {
        ran(asked(1), outcome);
        EXPECT_EQ(earlier(asked(2)), std::nullopt);
    }
    guard->began(asked(1));
    guard->ended(asked(1), std::nullopt);
    EXPECT_EQ(earlier(asked(2)), std::nullopt);
}

TEST_F(LookAlikesTest, ItselfAnotherCallersAndAnotherThingAreNoLookAlikes) {
    ran(asked(1));
    EXPECT_EQ(earlier(asked(1)), std::nullopt);
    EXPECT_EQ(earlier(asked(2, 1, 2)), std::nullopt);
    EXPECT_EQ(earlier(asked(2, 2)), std::nullopt);
}

TEST_F(LookAlikesTest, WhenTheNewerOneIsRejectedTheOlderOneStillCounts) {
    const Submission first = asked(1);
    const Submission second = asked(2);
    ran(first);
    guard->began(second);
    EXPECT_EQ(earlier(asked(3)), second.key.id) << "the newest is named";
    guard->ended(second, Outcome::rejected);
    EXPECT_EQ(earlier(asked(3)), first.key.id);
}

TEST_F(LookAlikesTest, ARestartReadsWhatRanWithinTheTimeAndNothingOlder) {
    const Submission old = asked(1, 1);
    const Submission rejected = asked(2, 2);
    const Submission young = asked(3, 3);
    recorded(old);
    pass(20s);
    recorded(rejected, Outcome::rejected);
    recorded(young);
    pass(10s);
    restart();
    EXPECT_EQ(earlier(asked(9, 1)), std::nullopt);
    EXPECT_EQ(earlier(asked(9, 2)), std::nullopt);
    EXPECT_EQ(earlier(asked(9, 3)), young.key.id);
    EXPECT_EQ(earlier(asked(9, 3, 2)), std::nullopt) << "another caller";
    EXPECT_EQ(guard->size(), 1U);
    pass(20s);
    EXPECT_EQ(earlier(asked(9, 3)), std::nullopt);
}

TEST_F(LookAlikesTest, ARestartLooksBackAsFarAsItMust) {
    const Submission first = asked(1, 1);
    recorded(first);
    for (std::uint64_t n = 2; n < 1000; ++n) recorded(asked(n, 2));
    restart();
    EXPECT_EQ(earlier(asked(5000, 1)), first.key.id);
}

TEST_F(LookAlikesTest, AJournalThatCannotBeReadIsReadAgainUntilTheTimeIsOver) {
    const Submission first = asked(1);
    recorded(first);
    restart();
    store.log_reads_fail = 1;
    EXPECT_FALSE(guard->earlier(asked(2)));
    EXPECT_EQ(earlier(asked(2)), first.key.id);
    restart();
    store.log_reads_fail = 1;
    pass(60s);
    EXPECT_EQ(earlier(asked(2)), std::nullopt) << "whatever ran before is older than that";
}

// It is read late, and what ran since is known better than its record tells.
TEST_F(LookAlikesTest, WhatRanInThisProcessIsNotTakenForSomethingOlder) {
    restart();
    const Submission first = asked(1);
    guard->began(first);
    recorded(first);
    pass(20s);
    guard->ended(first, Outcome::accomplished);
    ASSERT_TRUE(guard->recall());
    pass(29s);
    EXPECT_EQ(earlier(asked(2)), first.key.id);
}

TEST_F(LookAlikesTest, OfTooManyTheOldestAreForgottenFirst) {
    options.look_alikes_max = 2;
    for (std::uint8_t what = 1; what <= 3; ++what) ran(asked(what, what));
    EXPECT_EQ(guard->size(), 2U);
    EXPECT_EQ(earlier(asked(9, 1)), std::nullopt);
    EXPECT_NE(earlier(asked(9, 2)), std::nullopt);
}

TEST_F(LookAlikesTest, WhatIsOverIsForgotten) {
    for (std::uint8_t what = 1; what <= 100; ++what) ran(asked(what, what));
    pass(60s);
    ran(asked(200, 200));
    EXPECT_EQ(guard->size(), 1U);
}

}  // namespace
}  // namespace hapax
