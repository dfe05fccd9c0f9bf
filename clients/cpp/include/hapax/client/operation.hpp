// What a client asks once, and what it is told.
//
//   Operation withdraw{.address = "/accounts/42/withdrawals/{operation}", .body = R"({"amount": 2000})"};
//
// Threads  values.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hapax/client/transport.hpp"
#include "kernel/error.hpp"
#include "kernel/time.hpp"
#include "kernel/uuid.hpp"

namespace hapax::client {

struct Operation {
    std::string method = "PUT";
    // `{operation}` in it stands for the id. Without it, the id goes into the field Idempotency-Key.
    std::string address{};
    std::string body{};  // JSON, or nothing
    // Made by the client when there is none, once: it is the same in every attempt. Give one, and keep it, if the
    // operation is to be asked again by a later life of your program.
    std::optional<Uuid> id{};
    std::optional<std::uint64_t> if_match{};  // the version that the aggregate must have
    // Authorization, X-Correlation-ID, traceparent, X-Allow-Duplicate, …: sent with every request
    std::vector<Header> headers{};
    std::optional<Duration> deadline{};  // for the whole of it; default: Options::deadline
};

struct Answer {
    unsigned status = 0;
    std::vector<Header> headers;
    std::string body;

    std::optional<std::string_view> header(std::string_view name) const { return find_header(headers, name); }
    // Whether it is the answer of an earlier request with this id. True after every attempt whose answer was lost.
    bool replayed() const { return header("Idempotent-Replayed") == "true"; }
};

// Why nothing more was tried.
enum class End : std::uint8_t {
    refused,    // the answer is final
    cancelled,  // by the caller
    deadline,   // its time is over, or over before the target wants to be asked again
    attempts,   // RetrySchedule::attempts_max in a row came to nothing
    budget,     // the retry budget of this client is spent
    lifetime,   // the target does not keep the id any longer
};

struct Failure {
    // A single cause is the error itself; several are client_errc::several_causes.
    Error error;
    std::vector<Error> causes;  // each once, in the order of their first appearance; at most causes_max
    End end = End::refused;
    // Whether the operation may have happened, or may yet. Ask again with the same id, or look at /operations/{id}.
    bool outcome_unknown = false;
    Uuid operation;
    std::uint32_t requests = 0;    // that were sent
    std::optional<Answer> answer;  // the last one that came: a problem document, as a rule
};

struct Success {
    Answer answer;
    Uuid operation;
    std::uint32_t requests = 0;
};

using Outcome = std::expected<Success, Failure>;

}  // namespace hapax::client
