// The fixed pages of every service.
//
//   auto pages = standard_pages(health, [&](std::string& out) { metrics.render(out); });
//
//   GET /health/live    200 while the process works at all
//   GET /health/ready   200 when the service takes operations and shows them, else 503
//   GET /metrics        Prometheus text
// Threads  the pages are made on edge loops: health and metrics must answer from any, without blocking.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/edge/http/router.hpp"

namespace hapax::http {

class HealthSource {
 public:
    virtual ~HealthSource() = default;
    // Appends a JSON object that says how things are; answers whether all is well.
    virtual bool live(std::string& document) const = 0;
    virtual bool ready(std::string& document) const = 0;
};

std::vector<Page> standard_pages(const HealthSource& health, std::function<void(std::string&)> metrics_text);

}  // namespace hapax::http
