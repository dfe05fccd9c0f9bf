// The correlation context: where an operation comes from. It travels unchanged in records, events and messages.
//
// Units    created_at is the caller's own time of creation when it says one, else the time of arrival.
// Threads  values.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/time.hpp"

namespace hapax {

struct Correlation {
    std::string correlation_id;  // X-Correlation-ID, or the operation id
    std::string causation_id;    // what caused it: an operation, event or message id; empty for a client
    std::string traceparent;     // W3C, valid or empty
    std::string connection;      // the connection it came in by
    std::string name;            // display name of the caller's program
    std::string origin;          // Origin header
    std::string culture;         // Accept-Language
    std::uint32_t retries = 0;   // how often the caller says it tried before
    Timestamp created_at;
    friend bool operator==(const Correlation&, const Correlation&) = default;
};

}  // namespace hapax
