// BearerNames: the Identity twin. It believes everyone: `Authorization: Bearer alice` is alice, anything else nobody.
//
// Threads  any.
#pragma once

#include <string>

#include "ports/driven/identity.hpp"

namespace hapax::world {

inline Caller bearer(std::string_view name) {
    return {"", name.empty() ? "anonymous" : std::string(name)};
}

class BearerNames final : public Identity {
 public:
    Caller caller(std::string_view authorization) const override {
        constexpr std::string_view scheme = "Bearer ";
        return bearer(authorization.starts_with(scheme) ? authorization.substr(scheme.size()) : std::string_view());
    }
};

}  // namespace hapax::world
