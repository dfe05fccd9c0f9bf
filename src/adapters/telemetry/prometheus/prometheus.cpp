#include "adapters/telemetry/prometheus/prometheus.hpp"

#include <map>
#include <mutex>
#include <variant>

#include "adapters/telemetry/prometheus/text_format.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

template <class Instrument>
using Samples = std::map<std::string, std::unique_ptr<Instrument>>;  // by rendered labels

struct HistogramSamples {
    HistogramUnit unit;
    Samples<Histogram> samples;
};

using Family = std::variant<Samples<Counter>, Samples<Gauge>, HistogramSamples>;

std::string checked_labels(const Labels& labels) {
    for (const auto& [name, value] : labels) HAPAX_ASSERT(prometheus::is_label_name(name), "a label has a plain name");
    return prometheus::render_labels(labels);
}

template <class Instrument>
Instrument& sample(Samples<Instrument>& samples, const Labels& labels) {
    std::unique_ptr<Instrument>& slot = samples[checked_labels(labels)];
    if (!slot) slot = std::make_unique<Instrument>();
    return *slot;
}

struct Renderer {
    std::string& page;
    const std::string& name;
    const std::string& help;

    void operator()(const Samples<Counter>& samples) const { plain(samples, "counter"); }
    void operator()(const Samples<Gauge>& samples) const { plain(samples, "gauge"); }
    void operator()(const HistogramSamples& family) const {
        prometheus::append_header(page, name, help, "histogram");
        for (const auto& [labels, histogram] : family.samples) {
            prometheus::append_histogram(page, name, labels, family.unit, *histogram);
        }
    }

    template <class Instrument>
    void plain(const Samples<Instrument>& samples, std::string_view type) const {
        prometheus::append_header(page, name, help, type);
        for (const auto& [labels, instrument] : samples) {
            prometheus::append_sample(page, name, labels, std::to_string(instrument->value()));
        }
    }
};

class Registry final : public PrometheusMetrics {
 public:
    Counter& counter(const std::string& name, const Labels& labels) override {
        std::lock_guard lock(mutex_);
        return sample(family(name, Samples<Counter>{}), labels);
    }

    Gauge& gauge(const std::string& name, const Labels& labels) override {
        std::lock_guard lock(mutex_);
        return sample(family(name, Samples<Gauge>{}), labels);
    }

    Histogram& histogram(const std::string& name, HistogramUnit unit, const Labels& labels) override {
        std::lock_guard lock(mutex_);
        HistogramSamples& found = family(name, HistogramSamples{unit, {}});
        HAPAX_ASSERT(found.unit == unit, "one name has one unit");
        return sample(found.samples, labels);
    }

    void describe(const std::string& name, const std::string& help) override {
        std::lock_guard lock(mutex_);
        help_[name] = help;
    }

    std::string render() const override {
        static const std::string no_help;
        std::lock_guard lock(mutex_);
        std::string page;
        for (const auto& [name, family] : families_) {
            const auto help = help_.find(name);
            std::visit(Renderer{page, name, help == help_.end() ? no_help : help->second}, family);
        }
        return page;
    }

 private:
    template <class Kind>
    Kind& family(const std::string& name, Kind&& fresh) {
        HAPAX_ASSERT(prometheus::is_metric_name(name), "a metric has a plain name");
        Kind* kind = std::get_if<Kind>(&families_.try_emplace(name, std::move(fresh)).first->second);
        HAPAX_ASSERT(kind != nullptr, "one name is one kind of metric");
        return *kind;
    }

    mutable std::mutex mutex_;
    std::map<std::string, Family> families_;
    std::map<std::string, std::string> help_;
};

}  // namespace

std::unique_ptr<PrometheusMetrics> make_prometheus_metrics() {
    return std::make_unique<Registry>();
}

}  // namespace hapax
