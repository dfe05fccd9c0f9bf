// Counters, gauges and histograms that loops write and a scraper reads. Adapters render them; nothing here does I/O.
//
//   Histogram& sync = metrics.histogram("hapax_stage_seconds", {{"stage", "sync"}});
//   sync.record(ended - began);
//
// One writer per instrument (a loop), any number of readers; reads may be a little late, never torn.
// Names follow Prometheus: unit last, counters end in _total.
// Threads  as said; registration from any loop, before or while scraping.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kernel/time.hpp"

namespace hapax {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
    void add(std::uint64_t n = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
    std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
    void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
    std::atomic<std::int64_t> value_{0};
};

// Powers of two of a nanosecond or of a plain count: bucket i counts values below 2^i (and not below 2^(i-1)).
class Histogram {
 public:
    static constexpr std::size_t buckets = 40;
    void record(Duration d) { record(static_cast<std::uint64_t>(d.count() < 0 ? 0 : d.count())); }
    void record(std::uint64_t v) {
        const std::size_t width = static_cast<std::size_t>(std::bit_width(v));
        bump(counts_[width < buckets ? width : buckets - 1], 1);
        bump(sum_, v);
    }
    std::uint64_t count(std::size_t bucket) const { return counts_[bucket].load(std::memory_order_relaxed); }
    std::uint64_t sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
    static void bump(std::atomic<std::uint64_t>& cell, std::uint64_t n) {
        cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    std::array<std::atomic<std::uint64_t>, buckets> counts_{};
    std::atomic<std::uint64_t> sum_{0};
};

enum class HistogramUnit : std::uint8_t { seconds, count };

class Metrics {
 public:
    virtual ~Metrics() = default;
    // The same name and labels give the same instrument; it lives as long as the Metrics.
    virtual Counter& counter(const std::string& name, const Labels& labels = {}) = 0;
    virtual Gauge& gauge(const std::string& name, const Labels& labels = {}) = 0;
    virtual Histogram& histogram(const std::string& name, HistogramUnit unit, const Labels& labels = {}) = 0;
};

}  // namespace hapax
