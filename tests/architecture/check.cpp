#include "check.hpp"

namespace hapax::architecture {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text.empty() ? "nothing" : text;
}

Finding forbidden_include(const std::string& path, const Place& place, const Include& include) {
    const bool ours = origin_of(include.target) == Origin::ours;
    const std::string allowed = joined(ours ? place.ours : place.drivers);
    return {path, include.line, ours ? "layers" : "third-party",
            place.layer + " may not include '" + include.target + "'; it may include " + allowed};
}

void check_includes(const std::string& path, const Place& place, const SourceText& source,
                    std::vector<Finding>& found) {
    if (place.layer == "tests" || place.layer == "bench") return;
    for (const Include& include : source.includes()) {
        if (origin_of(include.target) == Origin::ours && include.target.find('/') == std::string::npos) {
            found.push_back(
                {path, include.line, "layers", "write '" + include.target + "' from src/, as kernel/ids.hpp"});
        } else if (!place.may_include(include.target)) {
            found.push_back(forbidden_include(path, place, include));
        }
    }
}

void check_header(const std::string& path, std::string_view text, std::vector<Finding>& found) {
    if (!path.ends_with(".hpp")) return;
    if (!text.starts_with("// ")) {
        found.push_back({path, 1, "header", "begin with the banner: what it is, how it is used"});
    }
    if (text.find("\n#pragma once\n") == std::string_view::npos) {
        found.push_back({path, 1, "header", "guard it with #pragma once"});
    }
}

}  // namespace

std::vector<Finding> check(const std::string& path, std::string_view text) {
    std::vector<Finding> found;
    const Place place = place_of(path);
    if (place.layer.empty()) {
        found.push_back(
            {path, 1, "folder", "the table of the house (tests/architecture/layers.cpp) has no such folder"});
        return found;
    }
    const SourceText source(text);
    check_header(path, text, found);
    check_includes(path, place, source, found);
    find_banned(path, place, source, found);
    return found;
}

std::string describe(const Finding& finding) {
    return finding.file + ":" + std::to_string(finding.line) + ": rule " + finding.rule + ": " + finding.sentence;
}

}  // namespace hapax::architecture
