#include "report.hpp"

#include <cstdio>
#include <fstream>

#include "commit.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::string_view fault_prefix = "fault ";

double per_second(std::uint64_t count, double seconds) {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

// Names and numbers of our own: no character needs an escape.
class Object {
 public:
    void number(std::string_view name, std::uint64_t value) { add(name, std::to_string(value)); }
    void number(std::string_view name, double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", value);
        add(name, text);
    }
    void text(std::string_view name, std::string_view value) { add(name, "\"" + std::string(value) + "\""); }
    void add(std::string_view name, const std::string& json) {
        members_ += members_.empty() ? "" : ", ";
        members_.append("\"").append(name).append("\": ").append(json);
    }
    std::string json() const { return "{" + members_ + "}"; }

 private:
    std::string members_;
};

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text.append(text.empty() ? "\"" : ", \"").append(name).append("\"");
    return "[" + text + "]";
}

}  // namespace

void print(const Figures& figures) {
    const BatchReport& batch = figures.batch;
    const auto u = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
    for (const auto& [what, times] : batch.reached) std::printf("%12llu  %s\n", u(times), what.c_str());
    for (const std::string& what : figures.missed) {
        std::printf("never reached  %s\n", what.c_str());
    }
    std::printf(
        "%llu seeds in %.1f s (%.0f a second), %llu of them twice; %llu operations judged, %llu attempts (%.0f a "
        "second), %llu lives, %llu records, %.1f M switches, %.0f s simulated\n",
        u(batch.runs), figures.seconds, per_second(batch.runs, figures.seconds), u(batch.repeated), u(batch.operations),
        u(batch.attempts), per_second(batch.attempts, figures.seconds), u(batch.lives), u(batch.records),
        static_cast<double>(batch.switches) / 1e6, std::chrono::duration<double>(batch.simulated).count());
}

std::string json(const Figures& figures) {
    const BatchReport& batch = figures.batch;
    Object faults;
    Object markers;
    for (const auto& [what, times] : batch.reached) {
        const bool fault = what.starts_with(fault_prefix);
        (fault ? faults : markers).number(fault ? std::string_view(what).substr(fault_prefix.size()) : what, times);
    }
    Object report;
    report.text("commit", commit());
    report.number("seeds", batch.runs);
    report.number("seconds", figures.seconds);
    report.number("seeds_per_second", per_second(batch.runs, figures.seconds));
    report.number("repeated_seeds", batch.repeated);
    report.number("operations", batch.operations);
    report.number("attempts", batch.attempts);
    report.number("attempts_per_second", per_second(batch.attempts, figures.seconds));
    report.number("lives", batch.lives);
    report.number("records", batch.records);
    report.number("switches", batch.switches);
    report.number("simulated_seconds", std::chrono::duration<double>(batch.simulated).count());
    report.add("faults", faults.json());
    report.add("markers", markers.json());
    report.add("markers_missed", list(figures.missed));
    return report.json();
}

bool write_report(const Figures& figures, const std::string& path) {
    std::ofstream file(path);
    file << json(figures) << "\n";
    return static_cast<bool>(file.flush());
}

}  // namespace hapax::simulated_bank
