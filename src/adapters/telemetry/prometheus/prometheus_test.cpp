#include "adapters/telemetry/prometheus/prometheus.hpp"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax {
namespace {

using testing::HasSubstr;

TEST(Prometheus, RendersCountersAndGaugesExactly) {
    auto metrics = make_prometheus_metrics();
    metrics->describe("hapax_tries_total", "Decisions tried.");
    metrics->counter("hapax_tries_total", {{"loop", "engine"}, {"shard", "1"}}).add(3);
    metrics->counter("hapax_tries_total", {{"loop", "engine"}, {"shard", "0"}}).add();
    metrics->gauge("hapax_registry_entries").set(-2);
    EXPECT_EQ(metrics->render(),
              "# TYPE hapax_registry_entries gauge\n"
              "hapax_registry_entries -2\n"
              "# HELP hapax_tries_total Decisions tried.\n"
              "# TYPE hapax_tries_total counter\n"
              "hapax_tries_total{loop=\"engine\",shard=\"0\"} 1\n"
              "hapax_tries_total{loop=\"engine\",shard=\"1\"} 3\n");
}

TEST(Prometheus, RendersHistogramsOfCountsExactly) {
    auto metrics = make_prometheus_metrics();
    Histogram& size = metrics->histogram("group_size", HistogramUnit::count, {{"loop", "committer"}});
    for (const std::uint64_t value : {0U, 1U, 3U, 4U, 2'000'000U}) size.record(value);
    std::string expected = "# TYPE group_size histogram\n";
    const auto bucket = [&](const std::string& bound, int n) {
        expected += "group_size_bucket{loop=\"committer\",le=\"" + bound + "\"} " + std::to_string(n) + "\n";
    };
    bucket("0", 1);
    bucket("1", 2);
    bucket("3", 3);
    for (int power = 3; power <= 20; ++power) bucket(std::to_string((1 << power) - 1), 4);
    bucket("+Inf", 5);
    expected += "group_size_sum{loop=\"committer\"} 2000008\ngroup_size_count{loop=\"committer\"} 5\n";
    EXPECT_EQ(metrics->render(), expected);
}

TEST(Prometheus, RendersDurationsInSeconds) {
    auto metrics = make_prometheus_metrics();
    Histogram& stage = metrics->histogram("stage_seconds", HistogramUnit::seconds);
    stage.record(std::chrono::nanoseconds(10));  // below the first bound that is shown: counted in it
    stage.record(std::chrono::microseconds(1500));
    stage.record(std::chrono::hours(1));  // above the last bound: only in +Inf
    const std::string page = metrics->render();
    EXPECT_THAT(page, HasSubstr("# TYPE stage_seconds histogram\nstage_seconds_bucket{le=\"0.000001024\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("stage_seconds_bucket{le=\"0.001048576\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("stage_seconds_bucket{le=\"0.002097152\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("stage_seconds_bucket{le=\"17.179869184\"} 2\nstage_seconds_bucket{le=\"+Inf\"} 3\n"
                                "stage_seconds_sum 3600.00150001\nstage_seconds_count 3\n"));
}

TEST(Prometheus, GivesTheSameInstrumentForTheSameNameAndLabels) {
    auto metrics = make_prometheus_metrics();
    EXPECT_EQ(&metrics->counter("a", {{"x", "1"}, {"y", "2"}}), &metrics->counter("a", {{"y", "2"}, {"x", "1"}}));
    EXPECT_NE(&metrics->counter("a", {{"x", "1"}}), &metrics->counter("a", {{"x", "2"}}));
}

TEST(Prometheus, RegistersWhileOthersWriteAndScrape) {
    auto metrics = make_prometheus_metrics();
    std::vector<std::thread> loops;
    for (int loop = 0; loop < 4; ++loop) {
        loops.emplace_back([&, loop] {
            for (int i = 0; i < 200; ++i) metrics->counter("n", {{"loop", std::to_string(loop)}}).add();
            EXPECT_FALSE(metrics->render().empty());
        });
    }
    for (std::thread& loop : loops) loop.join();
    EXPECT_EQ(metrics->render(),
              "# TYPE n counter\nn{loop=\"0\"} 200\nn{loop=\"1\"} 200\nn{loop=\"2\"} 200\nn{loop=\"3\"} 200\n");
}

TEST(PrometheusDeathTest, RefusesNamesThatWouldBreakThePage) {
    auto metrics = make_prometheus_metrics();
    metrics->counter("a");
    EXPECT_DEATH(metrics->gauge("a"), "one name is one kind of metric");
    EXPECT_DEATH(metrics->counter("b c"), "a metric has a plain name");
    EXPECT_DEATH(metrics->counter("b", {{"le", "1"}}), "a label has a plain name");
}

}  // namespace
}  // namespace hapax
