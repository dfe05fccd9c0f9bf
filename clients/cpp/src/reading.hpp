// Reading: what an answer means for the operation that it was asked for.
//
//   const Reading reading = read_operation_answer(response, id, wall);
//   const Reading reading = read_status_answer(response, id, wall);
//
// A 2xx is believed only if its X-Operation names the operation (a status document: its `id`); anything else that says
// success, as a page of some proxy, is client_errc::bad_answer.
// Errors   Reading::cause of what passes or was refused: the status and the problem's `code`, "503 outcome-unknown".
// Threads  functions of their arguments.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include "hapax/client/transport.hpp"
#include "kernel/error.hpp"
#include "kernel/time.hpp"
#include "kernel/uuid.hpp"

namespace hapax::client {

struct Reading {
    enum class Said : std::uint8_t {
        ended,     // the answer of the operation; of a status document: it has one now
        accepted,  // durable, and not ended yet
        refused,   // final
        passing,   // may be asked again
    };
    Said said;
    Error cause{};
    Duration retry_after{};
    bool not_applied = false;  // this request certainly did nothing
    bool settled = false;      // refused, and that is the operation's own end: nothing of it is unknown
};

Reading read_operation_answer(const Response& response, const Uuid& id, Timestamp wall);
Reading read_status_answer(const Response& response, const Uuid& id, Timestamp wall);

}  // namespace hapax::client
