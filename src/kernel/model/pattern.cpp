#include "kernel/model/pattern.hpp"

#include <algorithm>

namespace hapax {
namespace {

bool lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool literal(char c) {
    return lower(c) || digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
}
bool named(std::string_view segment) {
    return segment.starts_with('{');
}

bool good_name(std::string_view name) {
    return !name.empty() && lower(name.front()) &&
           std::ranges::all_of(name, [](char c) { return lower(c) || digit(c) || c == '_'; });
}

std::optional<std::string> segment_fault(std::string_view segment) {
    if (segment.empty()) return "has an empty segment";
    if (!named(segment)) {
        if (segment == "." || segment == "..") return "has a segment of dots";
        if (std::ranges::all_of(segment, literal)) return std::nullopt;
        return "has a segment with a character that is no letter, digit or one of -._~";
    }
    if (segment.ends_with('}') && good_name(segment.substr(1, segment.size() - 2))) return std::nullopt;
    return "has a segment in braces that is no lower-case name";
}

}  // namespace

std::vector<std::string_view> pattern_segments(std::string_view pattern) {
    std::vector<std::string_view> segments;
    while (pattern.starts_with('/')) {
        pattern.remove_prefix(1);
        const std::size_t end = std::min(pattern.find('/'), pattern.size());
        segments.push_back(pattern.substr(0, end));
        pattern.remove_prefix(end);
    }
    return segments;
}

std::vector<std::string_view> pattern_names(std::string_view pattern) {
    std::vector<std::string_view> names;
    for (const std::string_view segment : pattern_segments(pattern)) {
        if (named(segment)) names.push_back(segment.substr(1, segment.size() - 2));
    }
    return names;
}

std::optional<std::string> pattern_fault(std::string_view pattern) {
    if (!pattern.starts_with('/')) return "does not begin with a slash";
    const auto segments = pattern_segments(pattern);
    if (segments.size() > pattern_segments_max) return "has too many segments";
    for (const std::string_view segment : segments) {
        if (auto fault = segment_fault(segment)) return fault;
    }
    auto names = pattern_names(pattern);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end()) return "has a name twice";
    return std::nullopt;
}

std::string pattern_shape(std::string_view pattern) {
    std::string shape;
    for (const std::string_view segment : pattern_segments(pattern)) {
        shape.append("/").append(named(segment) ? "{}" : segment);
    }
    return shape;
}

}  // namespace hapax
