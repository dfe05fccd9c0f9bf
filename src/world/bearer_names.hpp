// BearerNames: the Identity twin. It believes everyone: the token `alice` is alice's. Who sends none is anonymous, and a
// name that begins with `forged-` is a bad token.
//
// Threads  one loop's.
#pragma once

#include <string>

#include "codec/digest.hpp"
#include "ports/driven/identity.hpp"

namespace hapax::world {

inline Caller bearer(std::string_view name) {
    return name.empty() ? anonymous_caller() : Caller{"", std::string(name)};
}

class BearerNames final : public Identity {
 public:
    static constexpr std::string_view forged = "forged-";

    Identification identify(std::string_view token, Timestamp) override {
        if (token.starts_with(forged) || token == anonymous_caller().subject) return std::unexpected(Doubt::invalid);
        Caller caller = bearer(token);
        const CallerScope scope = caller_scope(caller);
        named_ = {std::move(caller), scope, no_end};
        return &named_;
    }

 private:
    Identified named_;
};

}  // namespace hapax::world
