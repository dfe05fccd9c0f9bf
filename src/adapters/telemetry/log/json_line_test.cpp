#include "adapters/telemetry/log/json_line.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace hapax::json_log {
namespace {

constexpr Timestamp noon{1'772'366'400'250'999};  // 2026-03-01T12:00:00.250999Z

TEST(JsonLine, IsOneObjectWithTheFixedMembersFirst) {
    const std::vector<LogField> fields{{"operation", "0197a3c0"}, {"correlation", "c-1"}};
    EXPECT_EQ(log_line(noon, Level::error, "operation failed", fields),
              R"({"time":"2026-03-01T12:00:00.250Z","level":"error","message":"operation failed",)"
              R"("operation":"0197a3c0","correlation":"c-1"})");
}

TEST(JsonLine, WritesTimesBeforeTheEpochAndLeapDays) {
    EXPECT_EQ(rfc3339({0}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(rfc3339({-1}), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(rfc3339({1'709'164'800'000'000}), "2024-02-29T00:00:00.000Z");
}

TEST(JsonLine, EscapesWhatCouldForgeALineOrPaintATerminal) {
    EXPECT_EQ(escaped("a\nb\rc\td"), "a\\nb\\u000dc\\u0009d");
    EXPECT_EQ(escaped("\x1b[31mred"), "\\u001b[31mred");
    EXPECT_EQ(escaped("\x7f"), "\\u007f");
    EXPECT_EQ(escaped("\xc2\x9b"), "\\u009b");
    EXPECT_EQ(escaped("\xe2\x80\xa8"), "\\u2028");
    EXPECT_EQ(escaped("\"},{\"level\":\"\\"), "\\\"},{\\\"level\\\":\\\"\\\\");
    EXPECT_EQ(escaped(std::string_view("a\0b", 3)), "a\\u0000b");
}

TEST(JsonLine, KeepsTextAndReplacesBytesThatAreNone) {
    EXPECT_EQ(escaped("żółw 🐢"), "żółw 🐢");
    EXPECT_EQ(escaped("\xff"), "\\ufffd");
    EXPECT_EQ(escaped("a\xc3"), "a\\ufffd");
    EXPECT_EQ(escaped("\xc0\xaf"), "\\ufffd\\ufffd");
    EXPECT_EQ(escaped("\xed\xa0\x80"), "\\ufffd\\ufffd\\ufffd");
    EXPECT_EQ(escaped("\xf4\x90\x80\x80"), "\\ufffd\\ufffd\\ufffd\\ufffd");
}

TEST(JsonLine, CutsALongTextAtACharacter) {
    EXPECT_EQ(escaped(std::string(text_bytes_max, 'x')).size(), text_bytes_max);
    const std::string cut = escaped(std::string(text_bytes_max - 1, 'x') + "żż");
    EXPECT_EQ(cut, std::string(text_bytes_max - 1, 'x') + "ż…");
}

}  // namespace
}  // namespace hapax::json_log
