// What the engine counts. Metrics live here so that the loop reads as logic.
#pragma once

#include <array>
#include <unordered_map>

#include "kernel/commit.hpp"
#include "kernel/model/aggregate_type.hpp"
#include "kernel/time.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

class EngineProbe {
 public:
    explicit EngineProbe(Metrics& metrics);

    void taken(Duration waited) { queue_.record(waited); }
    void decided(Duration took) { decide_.record(took); }
    void attached() { attached_.add(); }
    void replayed() { replayed_.add(); }
    void refused() { refused_.add(); }
    void tried_again() { tries_.add(); }
    void ended(const CommandType& type, Outcome outcome);
    void sizes(std::size_t registry, std::size_t cached, std::size_t cached_bytes);

 private:
    using ByOutcome = std::array<Counter*, 5>;
    ByOutcome& counters_of(const CommandType& type);

    Metrics& metrics_;
    Histogram& queue_;
    Histogram& decide_;
    Counter& attached_;
    Counter& replayed_;
    Counter& refused_;
    Counter& tries_;
    Gauge& registry_;
    Gauge& cached_;
    Gauge& cached_bytes_;
    std::unordered_map<std::string_view, ByOutcome> by_type_;
};

}  // namespace hapax
