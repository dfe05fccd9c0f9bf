// Options of a client: its target, its policies and its limits.
//
//   Options options{.target = "http://127.0.0.1:8080"};
//
// Units    durations say their own; limits are bytes and counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hapax/client/transport.hpp"
#include "kernel/adaptive_timeout.hpp"
#include "kernel/breaker.hpp"
#include "kernel/budget.hpp"
#include "kernel/retry.hpp"

namespace hapax::client {

struct Limits {
    std::size_t request_body_bytes_max = 1 << 20;
    std::size_t answer_body_bytes_max = 4 << 20;
    std::size_t answer_head_bytes_max = 16 << 10;
    std::size_t interim_answers_max = 8;  // 1xx before an answer
    std::size_t idle_connections_max = 64;
    Duration idle_time_max = std::chrono::seconds(30);  // below the 75 s after which a target closes
    std::size_t queued_max = 1024;                      // operations of send() that wait for a sender
    std::size_t senders_max = 4;                        // threads of send(), started when they are needed
};

struct Options {
    std::string target{};           // "http://host:port", nothing after it
    std::vector<Header> headers{};  // sent with every request
    Duration deadline = std::chrono::seconds(30);
    Duration send_deadline = std::chrono::minutes(10);  // of what send() was given
    RetrySchedule retry{.attempts_max = 10, .base = std::chrono::milliseconds(50), .cap = std::chrono::seconds(2)};
    BudgetRules budget{};
    BreakerRules breaker{};
    AdaptiveTimeoutRules timeout{};
    std::chrono::seconds poll_wait{20};  // of one long poll for the end of an operation
    // How long the target keeps an id. Learnt from the field Idempotency-Key-Lifetime of its answers, if it has one;
    // what is given here holds until then. Nothing: for ever.
    std::optional<Duration> key_lifetime{};
    Limits limits{};
};

}  // namespace hapax::client
