// What the edge counts, as instruments of one edge loop.
//
//   EdgeMetrics metrics(registry, edge);
//
//   hapax_stage_seconds{stage="edge"}      from the bytes of a request to its hand-over
//   hapax_stage_seconds{stage="answer"}    from verdicts to bytes
//   hapax_http_request_seconds             from the bytes of a request to the bytes of its answer
//   hapax_http_requests_total{status}      answers
//   hapax_http_connections, hapax_http_connections_total
// Threads  written by the edge's loop.
#pragma once

#include <array>
#include <cstdint>

#include "ports/driven/metrics.hpp"

namespace hapax::http {

class EdgeMetrics {
 public:
    EdgeMetrics(Metrics& registry, std::uint32_t edge);
    Counter& answers(unsigned status);

    Histogram& edge_stage;
    Histogram& answer_stage;
    Histogram& request_time;
    Gauge& connections;
    Counter& connections_total;

 private:
    static constexpr unsigned statuses_max = 600;
    Metrics& registry_;
    std::uint32_t edge_;
    std::array<Counter*, statuses_max> answers_{};
};

}  // namespace hapax::http
