// What a client should know of a service before it asks: how long an operation id is kept, how long one may wait, what is
// too much.
//
//   documents.push_back(client_config(limits, retention));                       // GET /config
//   Router::build(service, pages, documents, key_lifetime_field(retention));     // in answers to commands
//
// Units    seconds, rounded down, and bytes, as the names say.
// Threads  functions of their arguments.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include <string>

#include "adapters/edge/http/document.hpp"
#include "adapters/edge/http/limits.hpp"
#include "kernel/retention.hpp"

namespace hapax {

http::Document client_config(const http::Limits& limits, const RetentionPolicy& retention);

// "Idempotency-Key-Lifetime: 2592000" with its line end; empty when ids are kept for ever.
std::string key_lifetime_field(const RetentionPolicy& retention);

}  // namespace hapax
