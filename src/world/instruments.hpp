// Instruments of the simulated server: metrics that live as long as one process, and a log whose messages are counted.
//
//   WorldLog log(runtime, reached, trace);    // every message is a marker: reached["a view serves"]
//
// Threads  one.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "ports/driven/log.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driven/runtime.hpp"

namespace hapax::world {

// How often each thing that a batch of runs must reach was reached.
using Reached = std::map<std::string, std::uint64_t, std::less<>>;

inline void reach(Reached& reached, std::string_view what) {
    const auto found = reached.find(what);
    ++(found == reached.end() ? reached.emplace(what, 0).first : found)->second;
}

using Trace = std::function<void(const std::string& line)>;  // empty: nobody looks

class WorldMetrics final : public Metrics {
 public:
    Counter& counter(const std::string& name, const Labels& labels) override { return counters_[{name, labels}]; }
    Gauge& gauge(const std::string& name, const Labels& labels) override { return gauges_[{name, labels}]; }
    Histogram& histogram(const std::string& name, HistogramUnit, const Labels& labels) override {
        return histograms_[{name, labels}];
    }

 private:
    using Key = std::pair<std::string, Labels>;
    std::map<Key, Counter> counters_;
    std::map<Key, Gauge> gauges_;
    std::map<Key, Histogram> histograms_;
};

class WorldLog final : public Log {
 public:
    WorldLog(Reached& reached, const Trace& trace) : reached_(reached), trace_(trace) {}

    void write(Level, std::string_view message, std::initializer_list<LogField> fields) override {
        reach(reached_, message);
        if (!trace_) return;
        std::string line = "log: " + std::string(message);
        for (const LogField& field : fields) line += " " + std::string(field.name) + "=" + field.value;
        trace_(line);
    }

 private:
    Reached& reached_;
    const Trace& trace_;
};

}  // namespace hapax::world
