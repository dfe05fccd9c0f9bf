#include "tools/hapax/metrics_text.hpp"

#include <charconv>
#include <optional>

namespace hapax::tools {
namespace {

// Takes `mark` and what is before it off the front; the part before it, or nothing when there is no mark.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view before = text.substr(0, at);
    text.remove_prefix(at + mark.size());
    return before;
}

// name{version="1",view="balances"} 17
std::optional<Sample> sample(std::string_view line, std::string_view name) {
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with('{')) return std::nullopt;
    line.remove_prefix(name.size() + 1);
    Sample found;
    for (bool more = true; more;) {
        const auto label = take_until(line, "=\"");
        const auto value = label ? take_until(line, "\"") : std::nullopt;
        if (!value) return std::nullopt;
        found.labels.emplace(*label, *value);
        more = line.starts_with(',');
        if (more) line.remove_prefix(1);
    }
    if (!line.starts_with("} ")) return std::nullopt;
    line.remove_prefix(2);
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
