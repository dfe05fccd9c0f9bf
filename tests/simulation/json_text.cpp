#include "json_text.hpp"

#include <charconv>

namespace hapax::simulated_bank {
namespace {

std::size_t after(std::string_view json, std::string_view member) {
    for (std::size_t at = json.find(member); at != std::string_view::npos; at = json.find(member, at + 1)) {
        const std::size_t end = at + member.size();
        if (at > 0 && json[at - 1] == '"' && json.substr(end).starts_with("\":")) return end + 2;
    }
    return std::string_view::npos;
}

}  // namespace

std::string_view text_of(std::string_view json, std::string_view member) {
    const std::size_t at = after(json, member);
    if (at == std::string_view::npos || json[at] != '"') return {};
    return json.substr(at + 1, json.find('"', at + 1) - at - 1);
}

std::optional<std::int64_t> number_of(std::string_view json, std::string_view member) {
    const std::size_t at = after(json, member);
    if (at == std::string_view::npos) return std::nullopt;
    std::int64_t number = 0;
    const auto read = std::from_chars(json.data() + at, json.data() + json.size(), number);
    if (read.ec != std::errc()) return std::nullopt;
    return number;
}

std::vector<std::string_view> items_of(std::string_view json) {
    std::vector<std::string_view> items;
    std::size_t at = after(json, "items");
    if (at == std::string_view::npos) return items;
    const std::size_t end = json.find(']', at);
    while ((at = json.find('{', at)) < end) {
        const std::size_t close = json.find('}', at);
        items.push_back(json.substr(at, close + 1 - at));
        at = close;
    }
    return items;
}

}  // namespace hapax::simulated_bank
