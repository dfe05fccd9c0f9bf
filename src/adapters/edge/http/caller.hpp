// Who asks. The one place where a request gets its caller: until identity exists, everyone is `anonymous`.
//
// Threads  a constant.
// Source   ARCHITECTURE.md, section 1.
#pragma once

#include "kernel/ids.hpp"

namespace hapax::http {

inline Caller anonymous() {
    return {"", "anonymous"};
}

}  // namespace hapax::http
