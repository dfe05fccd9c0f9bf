// Requests: how an operation is written for HTTP, and whether it can be.
//
//   const auto request = operation_request(operation, id, options, Wish::ended);
//
// Errors   client_errc::bad_operation: what would break the framing, or is ours to say (Host, If-Match, Prefer, …).
// Threads  functions of their arguments.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include <chrono>

#include "hapax/client/operation.hpp"
#include "hapax/client/options.hpp"
#include "hapax/client/transport.hpp"

namespace hapax::client {

enum class Wish : std::uint8_t { ended, durable };  // until when the target may keep its answer back

Result<Request> operation_request(const Operation& operation, const Uuid& id, const Options& options, Wish wish);

// A long poll for the end of an operation; without a wait it is answered at once.
Request status_request(const Operation& operation, const Uuid& id, const Options& options, std::chrono::seconds wait);

}  // namespace hapax::client
