#include "tools/check/report.hpp"

#include <sys/resource.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "codec/json_string.hpp"
#include "tools/check/format/line_source.hpp"

namespace hapax::check {

void Report::name(std::string_view name) {
    out_ += out_.empty() ? "{" : ", ";
    append_json_string(out_, name);
    out_ += ": ";
}

void Report::add(std::string_view name, std::uint64_t number) {
    this->name(name);
    out_ += std::to_string(number);
}

void Report::add(std::string_view name, double number) {
    this->name(name);
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", number);
    out_ += text;
}

void Report::add(std::string_view name, std::string_view text) {
    this->name(name);
    append_json_string(out_, text);
}

void Report::add(const Figures& figures) {
    add("operations", figures.operations);
    add("lines", figures.lines);
    add("submits", figures.submits);
    add("polls", figures.polls);
    add("reads", figures.reads);
    add("reads_skipped", figures.reads_skipped);
    add("pushes", figures.pushes);
    add("deliveries", figures.deliveries);
    add("faults", figures.faults);
    add("unknown", figures.unknown);
    add("records", figures.records);
    add("rows", figures.rows);
    add("messages", figures.messages);
    add("sagas", figures.sagas);
    add("register_accounts", figures.register_accounts);
    add("register_calls", figures.register_calls);
    add("register_windows", figures.register_windows);
    add("register_windows_skipped", figures.register_windows_skipped);
}

Result<void> Report::write(const std::string& path) const {
    if (path.empty()) return {};
    std::FILE* file = std::fopen(path.c_str(), "we");
    bool written = file != nullptr && std::fprintf(file, "%s}\n", out_.c_str()) > 0;
    if (file != nullptr) written = std::fclose(file) == 0 && written;
    if (!written) return fail(check_errc::unreadable, path + ": " + std::strerror(errno));
    return {};
}

std::uint64_t peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace hapax::check
