#include "tools/check/findings.hpp"

#include <algorithm>

#include "tools/check/limits.hpp"

namespace hapax::check {
namespace {

constexpr std::array<std::string_view, check_count> names{
    "once",       "durable", "same answer",     "one payload", "fail is fail", "money",    "order", "fold",
    "completion", "FIFO",    "monotone status", "saga",        "conservation", "liveness", "push",  "linearizable",
    "no ghost",   "loss guard",
};

}  // namespace

std::string_view name(Check check) {
    return names[static_cast<std::size_t>(check) - 1];
}

std::string id_text(Check check) {
    return "C" + std::to_string(static_cast<int>(check));
}

void Findings::add(Check check, std::string what, std::initializer_list<std::uint32_t> lines) {
    if (++counts_[index_of(check)] > findings_shown_max) return;
    Finding finding{check, std::move(what), lines};
    std::erase(finding.lines, 0u);
    std::ranges::sort(finding.lines);
    const auto [again, end] = std::ranges::unique(finding.lines);
    finding.lines.erase(again, end);
    shown_.push_back(std::move(finding));
}

std::optional<Check> Findings::first() const {
    for (std::size_t i = 0; i < check_count; ++i) {
        if (counts_[i] != 0) return static_cast<Check>(i + 1);
    }
    return std::nullopt;
}

}  // namespace hapax::check
