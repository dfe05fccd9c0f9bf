// What may go wrong between a client and its target. Names appear in logs and in Failure::error.
//
// Handling  retry: the same operation with the same id may be asked again; park: something has to change first.
#pragma once

#include "kernel/error.hpp"

namespace hapax::client_errc {

// Nothing was sent.
constexpr ErrorCode bad_operation{"bad-operation", Handling::park};  // it cannot be written as a request
constexpr ErrorCode unreachable{"unreachable", Handling::retry};     // no connection came about
constexpr ErrorCode breaker_open{"breaker-open", Handling::retry};   // the target failed too often just now
constexpr ErrorCode target_busy{"target-busy", Handling::retry};     // no turn came, all connections are in use
constexpr ErrorCode queue_full{"queue-full", Handling::retry};       // send() had no room

// The outcome is unknown: the target may have carried it out.
constexpr ErrorCode connection_lost{"connection-lost", Handling::retry};
constexpr ErrorCode timed_out{"timed-out", Handling::retry};    // the target was too slow
constexpr ErrorCode bad_answer{"bad-answer", Handling::retry};  // no HTTP, or not an answer to this
constexpr ErrorCode answer_too_large{"answer-too-large", Handling::park};

// The target answered.
constexpr ErrorCode unavailable{"unavailable", Handling::retry};  // 408, 429, 502, 503, 504, 507
constexpr ErrorCode refused{"refused", Handling::park};           // for good: 4xx, 500, and what is no answer of ours

// Of the caller, or of several.
constexpr ErrorCode cancelled{"cancelled", Handling::retry};              // by the caller; this is no time-out
constexpr ErrorCode deadline_passed{"deadline-passed", Handling::retry};  // before anything else had failed
constexpr ErrorCode lifetime_over{"lifetime-over", Handling::park};       // the target does not keep the id any longer
constexpr ErrorCode several_causes{"several-causes", Handling::retry};

}  // namespace hapax::client_errc
