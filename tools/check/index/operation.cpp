#include "tools/check/index/operation.hpp"

#include <array>

namespace hapax::check {
namespace {

constexpr std::array<std::string_view, 12> names{
    "",          "absent",    "accepted", "executing", "unknown",     "compensating",
    "committed", "completed", "rejected", "failed",    "compensated", "needs-attention",
};

}  // namespace

std::optional<State> parse_state(std::string_view text) {
    for (std::size_t i = 1; i < names.size(); ++i) {
        if (names[i] == text) return static_cast<State>(i);
    }
    return std::nullopt;
}

std::string_view text(State state) {
    return names[static_cast<std::size_t>(state)];
}

bool may_follow(State before, State after) {
    if (before == State::none || before == State::absent || before == after) return true;
    if (after == State::absent || is_terminal(before)) return false;
    switch (before) {
        case State::accepted:
            return true;
        case State::executing:
        case State::unknown:
            return after != State::accepted;
        case State::compensating:
            return after == State::compensated || after == State::needs_attention || after == State::unknown;
        case State::committed:
            return after == State::completed;
        default:
            return false;
    }
}

}  // namespace hapax::check
