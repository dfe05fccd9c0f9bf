// ProjectorProbe: the projector's instruments.
//
//   hapax_projection_position{view,version} its checkpoint
//   hapax_projection_serving{view}         1 while readers see it; 0 while it is built
//   hapax_projection_lag_positions{view}   how far its checkpoint is behind the durable position
//   hapax_projection_failed{view}          1 while it has given up
//   hapax_projection_failures_total{view}  tries of the author's code that failed
//   hapax_projection_rows_total            rows written
//   hapax_projection_batch_records         records per transaction
//   hapax_views_errors_total               calls of the read model that failed
//   hapax_journal_read_errors_total        reads of the journal that failed, the engine's and the queries' included
//   hapax_journal_damaged                  1 while the views wait before a damaged place
//   hapax_stage_seconds{stage="project"}   duration of a transaction with its projections
//
// Threads  the projector's loop.
#pragma once

#include <string>
#include <vector>

#include "kernel/model/service.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

struct ProjectorProbe {
    struct View {
        Gauge& position;
        Gauge& serving;
        Gauge& lag;
        Gauge& failed;
        Counter& failures;
    };

    ProjectorProbe(Metrics& metrics, const Service& service)
        : rows(metrics.counter("hapax_projection_rows_total")),
          errors(metrics.counter("hapax_views_errors_total")),
          log_errors(metrics.counter("hapax_journal_read_errors_total")),
          journal_damaged(metrics.gauge("hapax_journal_damaged")),
          batch_records(metrics.histogram("hapax_projection_batch_records", HistogramUnit::count)),
          duration(metrics.histogram("hapax_stage_seconds", HistogramUnit::seconds, {{"stage", "project"}})) {
        for (const auto& view : service.views) {
            const Labels labels{{"view", view->schema().table}};
            const Labels versioned{{"view", view->schema().table}, {"version", std::to_string(view->schema().version)}};
            views.push_back({metrics.gauge("hapax_projection_position", versioned),
                             metrics.gauge("hapax_projection_serving", labels),
                             metrics.gauge("hapax_projection_lag_positions", labels),
                             metrics.gauge("hapax_projection_failed", labels),
                             metrics.counter("hapax_projection_failures_total", labels)});
        }
    }

    std::vector<View> views;
    Counter& rows;
    Counter& errors;
    Counter& log_errors;
    Gauge& journal_damaged;
    Histogram& batch_records;
    Histogram& duration;
};

}  // namespace hapax
