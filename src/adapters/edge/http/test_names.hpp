// TestNames: an Identity for tests of the edge. It believes everyone: the token `alice` is alice's; who sends none is
// anonymous. All proofs end at `until`.
//
// Threads  one loop's.
#pragma once

#include <string>

#include "codec/digest.hpp"
#include "ports/driven/identity.hpp"

namespace hapax::http {

class TestNames final : public Identity {
 public:
    Identification identify(std::string_view token, Timestamp) override {
        named_.caller = token.empty() ? anonymous_caller() : Caller{"test", std::string(token)};
        named_.scope = caller_scope(named_.caller);
        named_.until = until;
        return &named_;
    }
    Timestamp until = no_end;

 private:
    Identified named_;
};

}  // namespace hapax::http
