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

inline Caller anonymous() {
    return anonymous_caller();
}

inline Identity& everyone_is_anonymous() {
    class Anonymous final : public Identity {
        Identification identify(std::string_view token, Timestamp) override {
            if (!token.empty()) return std::unexpected(Doubt::unasked_for);
            return &nobody_;
        }
        const Identified nobody_{anonymous_caller(), caller_scope(anonymous_caller()), no_end};
    };
    static Anonymous identity;
    return identity;
}

}  // namespace hapax::http
