// The Prometheus text format 0.0.4: one function per kind of line, appending to a page.
//
//   append_header(page, "hapax_tries_total", "Decisions tried.", "counter");
//   append_sample(page, "hapax_tries_total", render_labels({{"loop", "engine"}}), "17");
//
// Units    histograms of durations hold nanoseconds and show seconds, as exact decimals.
// Threads  pure functions.
// Source   https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ports/driven/metrics.hpp"

namespace hapax::prometheus {

bool is_metric_name(std::string_view name);
bool is_label_name(std::string_view name);

// `a="b",c="d"`, sorted by label name and escaped; equal labels give equal text.
std::string render_labels(Labels labels);

// Nanoseconds as seconds without loss: 1'500'000'000 → "1.5".
std::string seconds_text(std::uint64_t nanoseconds);

void append_header(std::string& page, std::string_view name, std::string_view help, std::string_view type);
void append_sample(std::string& page, std::string_view name, std::string_view labels, std::string_view value);
void append_histogram(std::string& page, std::string_view name, std::string_view labels, HistogramUnit unit,
                      const Histogram& histogram);

}  // namespace hapax::prometheus
