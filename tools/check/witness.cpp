#include "tools/check/witness.hpp"

#include <algorithm>

#include "tools/check/format/input.hpp"

namespace hapax::check {
namespace {

constexpr std::size_t text_bytes_shown_max = 2'000;

std::string shortened(std::string_view text) {
    if (text.size() <= text_bytes_shown_max) return std::string(text);
    return std::string(text.substr(0, text_bytes_shown_max)) + " …";
}

}  // namespace

Result<Witness> read_witness(const std::vector<std::string>& paths, const std::vector<Finding>& findings) {
    Witness witness;
    if (std::ranges::find(paths, "-") != paths.end()) return witness;
    for (const Finding& finding : findings) {
        for (const std::uint32_t line : finding.lines) witness[line] = {};
    }
    if (witness.empty()) return witness;
    auto input = Input::open(paths);
    if (!input) return pass_on(input);
    while (input->number() < witness.rbegin()->first) {
        const auto more = input->next();
        if (!more) return pass_on(more);
        if (!*more) break;
        const auto wanted = witness.find(input->number());
        if (wanted != witness.end()) wanted->second = {input->place(), shortened(input->text())};
    }
    return witness;
}

void print_findings(std::FILE* out, const Findings& findings, const Witness& witness) {
    for (const Finding& finding : findings.shown()) {
        std::fprintf(out, "%s %s: %s\n", id_text(finding.check).c_str(), std::string(name(finding.check)).c_str(),
                     finding.what.c_str());
        for (const std::uint32_t line : finding.lines) {
            const auto found = witness.find(line);
            if (found == witness.end()) {
                std::fprintf(out, "    line %u\n", line);
            } else {
                std::fprintf(out, "    %s: %s\n", found->second.place.c_str(), found->second.text.c_str());
            }
        }
    }
    for (std::size_t i = 1; i <= check_count; ++i) {
        const auto check = static_cast<Check>(i);
        if (findings.count(check) <= findings.shown().size()) continue;
        std::fprintf(out, "%s %s: %llu in all\n", id_text(check).c_str(), std::string(name(check)).c_str(),
                     static_cast<unsigned long long>(findings.count(check)));
    }
}

}  // namespace hapax::check
