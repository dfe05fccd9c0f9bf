// The health pages: live is the process, ready is the service (required views shown, index whole, not stopping).
//
//   pages: /health/live  /health/ready  /health  /metrics  /version
//
// Threads  pages are made on edge loops; everything they read is a gauge or immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/edge/http/router.hpp"
#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

struct HealthSources {
    std::string service;
    const PrometheusMetrics& metrics;
    const Gauge& ready;
    const Gauge& stopping;
    const Gauge& index_rebuilding;
    bool insecure = false;                   // listening beyond loopback although nothing is encrypted
    std::string_view callers = "anonymous";  // auth.mode
};

std::vector<http::Page> health_pages(const HealthSources& sources);

}  // namespace hapax
