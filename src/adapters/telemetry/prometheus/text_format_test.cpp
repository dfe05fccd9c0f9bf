#include "adapters/telemetry/prometheus/text_format.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace hapax::prometheus {
namespace {

TEST(TextFormat, SortsAndEscapesLabels) {
    EXPECT_EQ(render_labels({}), "");
    EXPECT_EQ(render_labels({{"stage", "sync"}, {"loop", "engine"}}), R"(loop="engine",stage="sync")");
    EXPECT_EQ(render_labels({{"path", "C:\\a\n\"b\""}}), R"(path="C:\\a\n\"b\"")");
}

TEST(TextFormat, WritesSecondsWithoutLoss) {
    EXPECT_EQ(seconds_text(0), "0");
    EXPECT_EQ(seconds_text(1), "0.000000001");
    EXPECT_EQ(seconds_text(1024), "0.000001024");
    EXPECT_EQ(seconds_text(1'500'000'000), "1.5");
    EXPECT_EQ(seconds_text(10'000'000'000), "10");
    EXPECT_EQ(seconds_text(std::numeric_limits<std::uint64_t>::max()), "18446744073.709551615");
}

TEST(TextFormat, KnowsWhichNamesPrometheusTakes) {
    EXPECT_TRUE(is_metric_name("hapax_operations_total"));
    for (const char* name : {"", "1st", "with space", "dash-ed", "naïve"}) EXPECT_FALSE(is_metric_name(name)) << name;
    EXPECT_TRUE(is_label_name("stage"));
    for (const char* name : {"", "le", "__name__", "a:b", "a\"b"}) EXPECT_FALSE(is_label_name(name)) << name;
}

TEST(TextFormat, EscapesHelpOverSeveralLines) {
    std::string page;
    append_header(page, "m", "one\ntwo \\ \"three\"", "gauge");
    EXPECT_EQ(page, "# HELP m one\\ntwo \\\\ \"three\"\n# TYPE m gauge\n");
}

}  // namespace
}  // namespace hapax::prometheus
