// The states of an operation. `unknown`, `compensating`, `compensated` and `needs-attention` belong to sagas.
//
//   accepted ─▶ executing ─▶ committed ─▶ completed
//                   │            (accomplished, every required view shows it)
//                   ├──────▶ rejected
//                   └──────▶ failed
//
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include <cstdint>
#include <string_view>

namespace hapax {

enum class OperationState : std::uint8_t {
    accepted,
    executing,
    committed,
    completed,
    rejected,
    compensating,
    compensated,
    needs_attention,
    failed,
    unknown,
};

constexpr std::string_view text(OperationState state) {
    switch (state) {
        case OperationState::accepted:
            return "accepted";
        case OperationState::executing:
            return "executing";
        case OperationState::committed:
            return "committed";
        case OperationState::completed:
            return "completed";
        case OperationState::rejected:
            return "rejected";
        case OperationState::compensating:
            return "compensating";
        case OperationState::compensated:
            return "compensated";
        case OperationState::needs_attention:
            return "needs-attention";
        case OperationState::failed:
            return "failed";
        case OperationState::unknown:
            return "unknown";
    }
    return "unknown";
}

constexpr bool terminal(OperationState state) {
    return state == OperationState::completed || state == OperationState::rejected ||
           state == OperationState::compensated || state == OperationState::failed;
}

}  // namespace hapax
