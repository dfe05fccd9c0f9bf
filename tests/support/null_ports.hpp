// Metrics and Log for tests that look at neither, and a Log for those that do.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ports/driven/log.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

class NullMetrics : public Metrics {
 public:
    Counter& counter(const std::string&, const Labels&) override { return keep(counters_); }
    Gauge& gauge(const std::string&, const Labels&) override { return keep(gauges_); }
    Histogram& histogram(const std::string&, HistogramUnit, const Labels&) override { return keep(histograms_); }

 private:
    template <class T>
    T& keep(std::vector<std::unique_ptr<T>>& all) {
        const std::lock_guard lock(mutex_);
        return *all.emplace_back(std::make_unique<T>());
    }
    std::mutex mutex_;
    std::vector<std::unique_ptr<Counter>> counters_;
    std::vector<std::unique_ptr<Gauge>> gauges_;
    std::vector<std::unique_ptr<Histogram>> histograms_;
};

// A log for tests that ask what was written.
class RememberedLog : public Log {
 public:
    void write(Level, std::string_view message, std::initializer_list<LogField> fields) override {
        std::string line(message);
        for (const LogField& field : fields) line += " " + std::string(field.name) + "=" + field.value;
        lines.push_back(std::move(line));
    }
    bool has(std::string_view part) const {
        return std::ranges::any_of(lines, [&](const std::string& line) { return line.contains(part); });
    }
    std::vector<std::string> lines;
};

class NullLog : public Log {
 public:
    void write(Level, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace hapax
