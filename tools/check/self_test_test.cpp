// Fear: a check of hapax-check finds nothing, or cries wolf. The long form is hapax-check --self-test --long.

#include "tools/check/self_test.hpp"

#include <gtest/gtest.h>

#include "tools/check/format/line_parser.hpp"
#include "tools/check/judge.hpp"

namespace hapax::check {
namespace {

TEST(SelfTest, EveryPlantedViolationIsFoundAndCleanHistoriesRaiseNoAlarm) {
    SelfTest test(1, 6, 300);
    test.run();
    for (const std::string& failure : test.failures()) ADD_FAILURE() << failure;
    EXPECT_EQ(test.clean(), 6u);
    EXPECT_EQ(test.found_times(), test.planted_times());
}

TEST(SelfTest, EveryCheckHasAtLeastFivePlantedViolations) {
    const SelfTest test(1, 0, 0);
    EXPECT_GE(test.planted(), 90u);
    for (std::size_t check = 1; check <= check_count; ++check) {
        EXPECT_GE(test.planted_of(static_cast<Check>(check)), 5u) << "C" << check;
    }
}

TEST(SelfTest, CleanHistoriesOfManyShapesRaiseNoAlarm) {
    for (std::uint64_t seed = 1000; seed < 1100; ++seed) {
        const auto accounts = static_cast<std::uint32_t>(1 + seed % 7);
        const Findings findings = judge(tell({.operations = 150, .seed = seed, .clients = 12, .accounts = accounts}));
        EXPECT_TRUE(findings.none()) << "seed " << seed << ": " << findings.shown().front().what;
    }
}

// Without the dump fewer checks can judge; those that can must not need it.
TEST(SelfTest, AHistoryAloneIsJudgedToo) {
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        Story story = tell({.operations = 150, .seed = seed});
        story.remove_all([](const Line& line) { return is_dump(line.kind()); });
        EXPECT_TRUE(judge(story).none()) << "seed " << seed;
    }
}

Findings judge_with(const JudgeOptions& options, const Story& story) {
    const std::string text = write(story);
    Judge judge(options);
    LineParser parser;
    Line line;
    std::uint32_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        EXPECT_TRUE(parser.parse({text.data() + begin, end - begin}, line) && !judge.take(line, ++number));
        begin = end + 1;
    }
    EXPECT_FALSE(judge.finish());
    return judge.findings();
}

// Calls and steps of sagas that C16 does not keep must not make those that it keeps impossible.
TEST(SelfTest, ALimitOfCallsRaisesNoAlarmWhereverItFalls) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const Story story = tell({.operations = 250, .seed = seed, .clients = 12, .accounts = 5});
        for (std::size_t limit = 1; limit < 400; limit += 7) {
            const Findings findings = judge_with({.register_calls_max = limit}, story);
            EXPECT_TRUE(findings.none()) << "seed " << seed << ", limit " << limit;
        }
    }
}

TEST(SelfTest, TheSameSeedTellsTheSameStory) {
    EXPECT_EQ(write(tell({.operations = 200, .seed = 3})), write(tell({.operations = 200, .seed = 3})));
    EXPECT_NE(write(tell({.operations = 200, .seed = 3})), write(tell({.operations = 200, .seed = 4})));
}

TEST(SelfTest, WhatIsWrittenIsReadAsItWas) {
    const Story story = tell({.operations = 100, .seed = 5});
    const std::string text = write(story);
    Story again;
    LineParser parser;
    Line line;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        ASSERT_TRUE(parser.parse({text.data() + begin, end - begin}, line)) << parser.problem();
        again.add(line);
        begin = end + 1;
    }
    EXPECT_EQ(write(again), text);
}

}  // namespace
}  // namespace hapax::check
