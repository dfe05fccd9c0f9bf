// Who asks where nobody is identified: everyone is `anonymous`. A token is a doubt there: nobody would look at it, and who
// sent it would take it for checked.
//
//   Identity& identity = everyone_is_anonymous();
//
// Threads  has no state; any.
// Source   ARCHITECTURE.md, section 1.
#pragma once

#include "codec/digest.hpp"
#include "ports/driven/identity.hpp"

namespace hapax::http {

inline const CallerScope& scope_of_nobody() {
    static const CallerScope scope = caller_scope(anonymous_caller());
    return scope;
}

inline Identity& everyone_is_anonymous() {
    class Anonymous final : public Identity {
        Identification identify(std::string_view token, Timestamp) override {
            if (!token.empty()) return std::unexpected(Doubt::unasked_for);
            return &nobody_;
        }
        const Identified nobody_{anonymous_caller(), scope_of_nobody(), no_end};
    };
    static Anonymous identity;
    return identity;
}

}  // namespace hapax::http
