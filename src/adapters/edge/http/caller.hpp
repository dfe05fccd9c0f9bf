// Who asks where nobody is identified: everyone is `anonymous`.
//
//   const Caller caller = everyone_is_anonymous().caller({});
//
// Threads  a constant.
// Source   ARCHITECTURE.md, section 1.
#pragma once

#include "ports/driven/identity.hpp"

namespace hapax::http {

inline Caller anonymous() {
    return {"", "anonymous"};
}

inline const Identity& everyone_is_anonymous() {
    class Anonymous final : public Identity {
        Caller caller(std::string_view) const override { return anonymous(); }
    };
    static const Anonymous identity;
    return identity;
}

}  // namespace hapax::http
