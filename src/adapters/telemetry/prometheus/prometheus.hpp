// Metrics for Prometheus: the registry behind the Metrics port, and the page that /metrics answers.
//
//   auto metrics = make_prometheus_metrics();
//   Counter& tries = metrics->counter("hapax_tries_total", {{"loop", "engine"}});
//   metrics->describe("hapax_tries_total", "Decisions tried, first tries included.");
//   std::string page = metrics->render();               // text/plain; version=0.0.4
//
// Families come in the order of their names, samples in the order of their labels: equal states give equal pages.
// Errors   a name or label that Prometheus would refuse, or one name for two kinds, is a programmer error (asserts).
// Threads  any; registration and rendering lock, instruments do not.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ports/driven/metrics.hpp"

namespace hapax {

class PrometheusMetrics : public Metrics {
 public:
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    virtual void describe(const std::string& name, const std::string& help) = 0;
    virtual std::string render() const = 0;
};

std::unique_ptr<PrometheusMetrics> make_prometheus_metrics();

}  // namespace hapax
