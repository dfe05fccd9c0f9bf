#include "tools/hapax/metrics_text.hpp"

#include <gtest/gtest.h>

namespace hapax::tools {
namespace {

TEST(MetricsText, GivesEveryViewOfOneMetric) {
    const auto found = samples(
        "# TYPE lag gauge\nlag{version=\"2\",view=\"balances\"} 17\nlag_other{view=\"x\"} 1\nlag{view=\"movements\"} "
        "0\n"
        "other 3",
        "lag");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].label("view"), "balances");
    EXPECT_EQ(found[0].label("version"), "2");
    EXPECT_EQ(found[0].value, 17U);
    EXPECT_EQ(found[1].label("view"), "movements");
    EXPECT_EQ(found[1].label("version"), "");
    EXPECT_EQ(found[1].value, 0U);
}

TEST(MetricsText, LeavesOutWhatItDoesNotUnderstand) {
    for (const char* page : {"", "\n\n", "lag", "lag{view=\"", "lag{view=\"x\"}", "lag{view=\"x\"} many", "lag 7",
                             "lag{} 7", "lag{view=\"x\",} 7", "lag{view=\"x\"7"}) {
        EXPECT_TRUE(samples(page, "lag").empty()) << page;
    }
}

}  // namespace
}  // namespace hapax::tools
