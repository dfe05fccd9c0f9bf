#include "adapters/edge/http/edge_metrics.hpp"

#include <string>

#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

Labels labels(std::uint32_t edge, Labels others = {}) {
    others.emplace_back("edge", std::to_string(edge));
    return others;
}

}  // namespace

EdgeMetrics::EdgeMetrics(Metrics& registry, std::uint32_t edge)
    : edge_stage(registry.histogram("hapax_stage_seconds", HistogramUnit::seconds, labels(edge, {{"stage", "edge"}}))),
      answer_stage(
          registry.histogram("hapax_stage_seconds", HistogramUnit::seconds, labels(edge, {{"stage", "answer"}}))),
      request_time(registry.histogram("hapax_http_request_seconds", HistogramUnit::seconds, labels(edge))),
      connections(registry.gauge("hapax_http_connections", labels(edge))),
      connections_total(registry.counter("hapax_http_connections_total", labels(edge))),
      registry_(registry),
      edge_(edge) {}

Counter& EdgeMetrics::answers(unsigned status) {
    HAPAX_ASSERT(status < statuses_max, "a status beyond HTTP's");
    Counter*& counter = answers_[status];
    if (counter == nullptr) {
        counter = &registry_.counter("hapax_http_requests_total", labels(edge_, {{"status", std::to_string(status)}}));
    }
    return *counter;
}

}  // namespace hapax::http
