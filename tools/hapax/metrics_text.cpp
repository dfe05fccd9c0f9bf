#include "tools/hapax/metrics_text.hpp"

#include <charconv>
#include <optional>

namespace hapax::tools {
namespace {

constexpr std::string_view label = "{view=\"";

// name{view="balances"} 17
std::optional<Sample> sample(std::string_view line, std::string_view name) {
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(label)) return std::nullopt;
    line.remove_prefix(name.size() + label.size());
    const std::size_t end = line.find("\"} ");
    if (end == std::string_view::npos) return std::nullopt;
    Sample found{std::string(line.substr(0, end)), 0};
    line.remove_prefix(end + 3);
    if (std::from_chars(line.data(), line.data() + line.size(), found.value).ec != std::errc{}) return std::nullopt;
    return found;
}

}  // namespace

std::vector<Sample> samples(std::string_view page, std::string_view name) {
    std::vector<Sample> found;
    while (!page.empty()) {
        const std::size_t end = std::min(page.find('\n'), page.size());
        if (auto one = sample(page.substr(0, end), name)) found.push_back(*std::move(one));
        page.remove_prefix(std::min(end + 1, page.size()));
    }
    return found;
}

}  // namespace hapax::tools
