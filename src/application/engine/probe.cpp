#include "application/engine/probe.hpp"

#include <string>

namespace hapax {
namespace {

constexpr std::array<const char*, 5> outcome_names{"", "accomplished", "rejected", "precondition_failed", "failed"};

}  // namespace

EngineProbe::EngineProbe(Metrics& metrics)
    : metrics_(metrics),
      queue_(metrics.histogram("hapax_stage_seconds", HistogramUnit::seconds, {{"stage", "queue"}})),
      decide_(metrics.histogram("hapax_stage_seconds", HistogramUnit::seconds, {{"stage", "decide"}})),
      attached_(metrics.counter("hapax_operations_attached_total")),
      replayed_(metrics.counter("hapax_operations_replayed_total")),
      refused_(metrics.counter("hapax_operations_refused_total")),
      tries_(metrics.counter("hapax_operation_retries_total")),
      registry_(metrics.gauge("hapax_registry_operations")),
      cached_(metrics.gauge("hapax_aggregate_cache_entries")),
      cached_bytes_(metrics.gauge("hapax_aggregate_cache_bytes")) {}

void EngineProbe::ended(const CommandType& type, Outcome outcome) {
    counters_of(type)[static_cast<std::size_t>(outcome)]->add();
}

void EngineProbe::sizes(std::size_t registry, std::size_t cached, std::size_t cached_bytes) {
    registry_.set(static_cast<std::int64_t>(registry));
    cached_.set(static_cast<std::int64_t>(cached));
    cached_bytes_.set(static_cast<std::int64_t>(cached_bytes));
}

EngineProbe::ByOutcome& EngineProbe::counters_of(const CommandType& type) {
    const auto [it, fresh] = by_type_.try_emplace(type.name());
    if (!fresh) return it->second;
    for (std::size_t outcome = 1; outcome < outcome_names.size(); ++outcome) {
        it->second[outcome] = &metrics_.counter(
            "hapax_operations_total", {{"type", std::string(type.name())}, {"outcome", outcome_names[outcome]}});
    }
    return it->second;
}

}  // namespace hapax
