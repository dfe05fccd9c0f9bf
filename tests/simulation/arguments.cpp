#include "arguments.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

namespace hapax::simulated_bank {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

bool read_range(std::string_view text, Batch& into) {
    const std::size_t dots = text.find("..");
    const auto first = number(text.substr(0, dots));
    const auto last = dots == std::string_view::npos ? first : number(text.substr(dots + 2));
    if (!first || !last || *first > *last || *last == ~std::uint64_t{0}) return false;
    into.first = *first;
    into.last = *last;
    return true;
}

bool read_jobs(std::string_view text, Batch& into) {
    const auto jobs = number(text);
    if (!jobs || *jobs == 0 || *jobs > jobs_max) return false;
    into.jobs = static_cast<unsigned>(*jobs);
    return true;
}

bool read_flag(std::string_view word, Arguments& into) {
    if (word == "--trace") return into.trace = true;
    if (word == "--shrink") return into.shrink = true;
    if (word == "--list") return into.list = true;
    return word == "--hashes" && (into.hashes = true);
}

bool read_option(std::string_view word, std::string_view value, Arguments& into) {
    if (word == "--seeds") return read_range(value, into.batch);
    if (word == "--seed") return value.find('.') == std::string_view::npos && read_range(value, into.batch);
    if (word == "--jobs") return read_jobs(value, into.batch);
    if (word == "--faults") return (into.faults = parse_faults(value)).has_value();
    if ((word != "--report" && word != "--history") || value.empty()) return false;
    (word == "--report" ? into.report : into.history) = value;
    return true;
}

}  // namespace

std::optional<Arguments> read_arguments(const std::vector<std::string_view>& words) {
    Arguments arguments;
    arguments.batch = {1, 100, std::clamp(std::thread::hardware_concurrency(), 1U, jobs_max)};
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (read_flag(words[i], arguments)) continue;
        if (i + 1 == words.size() || !read_option(words[i], words[i + 1], arguments)) return std::nullopt;
        ++i;
    }
    const bool one = arguments.batch.first == arguments.batch.last;
    const bool of_one = arguments.trace || arguments.shrink || arguments.faults || !arguments.history.empty();
    if (of_one && !one) return std::nullopt;
    return arguments;
}

}  // namespace hapax::simulated_bank
