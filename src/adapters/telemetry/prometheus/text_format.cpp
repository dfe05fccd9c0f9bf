#include "adapters/telemetry/prometheus/text_format.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace hapax::prometheus {
namespace {

// Which of the power-of-two buckets a page shows. Buckets are cumulative, so those below the first shown one are in it
// and those above the last are in +Inf.
struct Shown {
    std::size_t first;
    std::size_t last;
};
constexpr Shown shown_seconds{10, 34};  // 1.024 µs … 17.2 s
constexpr Shown shown_counts{0, 20};    // 0 … 1,048,575

bool is_name(std::string_view name, std::string_view extra) {
    const auto allowed = [&](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || extra.find(c) != std::string_view::npos;
    };
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
           std::ranges::all_of(name, allowed);
}

void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else {
            if (c == '\\' || (quotes && c == '"')) out += '\\';
            out += c;
        }
    }
}

// A bound is inclusive. Bucket i holds values below 2^i: for counts that is "at most 2^i - 1"; for durations 2^i itself
// is shown, one nanosecond too much, because it reads better.
std::string bound_text(HistogramUnit unit, std::size_t bucket) {
    const std::uint64_t end = std::uint64_t{1} << bucket;
    return unit == HistogramUnit::seconds ? seconds_text(end) : std::to_string(end - 1);
}

std::string value_text(HistogramUnit unit, std::uint64_t value) {
    return unit == HistogramUnit::seconds ? seconds_text(value) : std::to_string(value);
}

void append_bucket(std::string& page, std::string_view name, std::string_view labels, std::string_view bound,
                   std::uint64_t cumulative) {
    std::string with_bound(labels);
    if (!labels.empty()) with_bound += ',';
    with_bound.append("le=\"").append(bound).append("\"");
    append_sample(page, std::string(name) + "_bucket", with_bound, std::to_string(cumulative));
}

std::array<std::uint64_t, Histogram::buckets> cumulative_counts(const Histogram& histogram) {
    std::array<std::uint64_t, Histogram::buckets> cumulative{};
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < cumulative.size(); ++i) cumulative[i] = total += histogram.count(i);
    return cumulative;
}

}  // namespace

bool is_metric_name(std::string_view name) {
    return is_name(name, "_:");
}

bool is_label_name(std::string_view name) {
    return is_name(name, "_") && !name.starts_with("__") && name != "le";
}

std::string render_labels(Labels labels) {
    std::ranges::sort(labels);
    std::string text;
    for (const auto& [name, value] : labels) {
        if (!text.empty()) text += ',';
        text.append(name).append("=\"");
        append_escaped(text, value, true);
        text += '"';
    }
    return text;
}

std::string seconds_text(std::uint64_t nanoseconds) {
    constexpr std::uint64_t second = 1'000'000'000;
    std::string fraction = std::to_string(second + nanoseconds % second).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return std::to_string(nanoseconds / second) + (fraction.empty() ? "" : "." + fraction);
}

void append_header(std::string& page, std::string_view name, std::string_view help, std::string_view type) {
    if (!help.empty()) {
        page.append("# HELP ").append(name).append(" ");
        append_escaped(page, help, false);
        page += '\n';
    }
    page.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void append_sample(std::string& page, std::string_view name, std::string_view labels, std::string_view value) {
    page.append(name);
    if (!labels.empty()) page.append("{").append(labels).append("}");
    page.append(" ").append(value).append("\n");
}

void append_histogram(std::string& page, std::string_view name, std::string_view labels, HistogramUnit unit,
                      const Histogram& histogram) {
    const auto cumulative = cumulative_counts(histogram);  // read once, so that +Inf and _count agree
    const Shown shown = unit == HistogramUnit::seconds ? shown_seconds : shown_counts;
    for (std::size_t i = shown.first; i <= shown.last; ++i) {
        append_bucket(page, name, labels, bound_text(unit, i), cumulative[i]);
    }
    append_bucket(page, name, labels, "+Inf", cumulative.back());
    append_sample(page, std::string(name) + "_sum", labels, value_text(unit, histogram.sum()));
    append_sample(page, std::string(name) + "_count", labels, std::to_string(cumulative.back()));
}

}  // namespace hapax::prometheus
