#include "codec/answer/problem_catalogue.hpp"

#include <algorithm>
#include <array>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

namespace at = problem_at;

constexpr std::string_view correct_it = "Correct the request. The same bytes would be answered the same way.";
constexpr std::string_view repeat_it =
    "Repeat the request with the same operation id after the time that Retry-After says; the id makes that safe.";
constexpr std::string_view ask_again = "Ask again after the time that Retry-After says.";
constexpr std::string_view fix_client =
    "Mend the client or the proxy between: it does not speak HTTP/1.1 as it should.";

constexpr auto kinds = std::to_array<ProblemKind>({
    {"address-too-long", 414, false, at::any, "The address is longer than this server takes.",
     "Shorten the address. The limit is the server's setting limits.url-bytes."},
    {"answer-format-unknown", 500, false, at::command | at::operation,
     "The operation is done, but its answer was stored by a newer program, and this one cannot write it.",
     "Nothing is lost: repeat the request when the newer program runs again."},
    {"answer-timeout", 503, true, at::read | at::stream, "The answer to a read did not come in time.", ask_again},
    {"bad-address", 400, false, at::any, "The address is badly encoded.", correct_it},
    {"bad-chunk", 400, false, at::any, "The chunked body is malformed; the connection was closed.", fix_client},
    {"bad-cursor", 400, false, at::rows, "The cursor of a list is none that this view gave.",
     "Begin the list anew, without a cursor, and follow `next` from page to page as it is."},
    {"bad-host", 400, false, at::any, "There is not exactly one valid Host, equal to that of an absolute address.",
     fix_client},
    {"bad-length", 400, false, at::any, "The length of the body is ambiguous or no number.", fix_client},
    {"body-too-large", 413, false, at::any, "The body is larger than this server takes.",
     "Send less. The limit is the server's setting limits.body-bytes."},
    {"conflicting-operation-ids", 400, false, at::command,
     "The address and Idempotency-Key name different operations. Nothing was done.",
     "Name the operation once, or twice the same."},
    {"deadline-passed", 504, true, at::asked,
     "The time that X-Timeout-Ms gave had passed before the request was looked at. This try did nothing.",
     "Repeat the request with the same operation id and more time."},
    {"expectation-failed", 417, false, at::any, "The request expects something other than 100-continue.", correct_it},
    {"headers-too-large", 431, false, at::any, "The header fields are more, or longer, than this server takes.",
     "Send fewer or shorter fields. The limits are the server's settings limits.headers and limits.header-bytes."},
    {"http-version-not-supported", 505, false, at::any, "Only HTTP/1.1 and HTTP/1.0 are spoken here.", fix_client},
    {"internal-error", 500, false, at::any, "The answer could not be made; the log of the service says why.",
     "Look the operation up at /operations/{id} before anything else: it may have been done. Then tell the operator."},
    {"invalid-fields", 422, false, at::command,
     "The body has unknown, missing or invalid fields: `errors` names each with its JSON pointer. Nothing was done.",
     "Correct the fields. The id may be used again, since nothing was recorded under it."},
    {"invalid-last-event-id", 400, false, at::stream, "Last-Event-ID is not the id of an event.",
     "Send the id of the last event as it came, or leave the field out to begin now."},
    {"invalid-operation-id", 400, false, at::command | at::operation | at::stream, "The operation id is no UUID.",
     "Give each operation a UUID of its own, best one of version 7."},
    {"invalid-position", 400, false, at::view, "X-Position is not a position of the journal: a number.",
     "Send what a write gave as X-Position, as it is, or leave the field out."},
    {"invalid-precondition", 400, false, at::any,
     "A condition that would not be looked at: a command takes If-Match with one strong version, a read If-None-Match.",
     correct_it},
    {"invalid-query", 400, false, at::command | at::rows | at::list | at::stream,
     "The query has unknown, repeated or invalid parameters.", correct_it},
    {"invalid-timeout", 400, false, at::asked, "X-Timeout-Ms is not a number of milliseconds.", correct_it},
    {"invalid-websocket-handshake", 400, false, at::hub, "The WebSocket handshake is malformed.", fix_client},
    {"malformed-json", 400, false, at::command, "The body is not JSON. Nothing was done.", correct_it},
    {"malformed-request", 400, false, at::any, "The request is not HTTP/1.1; the connection was closed.", fix_client},
    {"method-not-allowed", 405, false, at::address,
     "The address does not take this method; Allow names those it takes.", correct_it},
    {"missing-operation-id", 400, false, at::command,
     "An operation needs an id: a UUID in the address or as Idempotency-Key. Nothing was done.",
     "Choose a UUID for the operation once, and send it with every try."},
    {"not-found", 404, false, at::view | at::address,
     "There is nothing at this address, or no row with this key (yet).",
     "Look at the address. A row appears when an operation that makes it has completed."},
    {"not-implemented", 501, false, at::any, "This method or transfer coding is not implemented.", correct_it},
    {"operation-expired", 410, false, at::command | at::operation,
     "The id is older than the service keeps operations, and it does not know any more whether it was used. It is "
     "never run.",
     "Find out by reading whether it was done. If it was not, ask for it under a new id."},
    {"operation-failed", 500, false, at::command,
     "The service's own code failed several times while deciding; `causes` says how. The operation is over, nothing of "
     "it was done, and every repeat gets this answer.",
     "Tell the operator. When the fault is mended, ask for it under a new id."},
    {"operation-id-from-the-future", 422, false, at::command,
     "The time in the UUIDv7 is ahead of the server's clock. Nothing was done.",
     "Set the client's clock, and make a new id."},
    {"operation-id-not-version-7", 422, false, at::command,
     "This service keeps operations for a time, and so needs ids that hold one: UUIDs of version 7. Nothing was done.",
     "Make a UUIDv7."},
    {"operation-payload-mismatch", 422, false, at::command,
     "The id was used before, for another payload or another address. This request did nothing.",
     "Look at /operations/{id} for what was done under this id. Something else needs another id."},
    {"outcome-unknown", 503, true, at::command, "It is not known yet what becomes of the operation.",
     "Repeat the request with the same operation id until there is an answer. Never take another id: that would be a "
     "second operation."},
    {"overloaded", 503, true, at::asked, "There is more work than the service can take.", repeat_it},
    {"possible-duplicate", 409, false, at::guarded,
     "You asked for the same a moment ago under another id: `earlier` is the id of that operation. This request did "
     "nothing, and nothing was recorded under its id.",
     "Look at /operations/{earlier}. If it is meant twice, repeat the request with the same operation id and "
     "X-Allow-Duplicate: true."},
    {"precondition-failed", 412, false, at::command,
     "The aggregate is not at the version that If-Match names; `currentVersion` is the one it was at. Nothing was "
     "done, and every repeat under this id gets this answer.",
     "Read again, decide again, and ask under a new id."},
    {"projection-rebuilding", 503, true, at::view, "The view is being made again from the journal.", ask_again},
    {"request-timeout", 408, true, at::any, "The request did not arrive in time; the connection was closed.",
     "Send it again, with the same operation id."},
    {"stopping", 503, true, at::asked, "The service is stopping.", repeat_it},
    {"storage-full", 507, true, at::command, "There is no space to record the operation in. Nothing was done.",
     "Repeat the request with the same operation id; the operator has to make room first."},
    {"store-unavailable", 503, true, at::command | at::operation | at::rows | at::list | at::stream,
     "The journal cannot be read, so nobody knows whether the id was used.", repeat_it},
    {"temporarily-unavailable", 503, true, at::asked, "A part of the service is not available now.", repeat_it},
    {"too-many-requests", 429, true, at::asked,
     "You ask more often, or have more requests under way, than one caller may. This one was not looked at.",
     repeat_it},
    {"too-many-subscribers", 503, true, at::stream, "No more subscribers can be taken now.", ask_again},
    {"too-many-subscriptions", 429, true, at::stream, "You have as many subscriptions as one caller may.",
     "Close one first, or follow all your operations in one stream: /operations/events."},
    {"unauthorized", 401, false, at::asked,
     "A token is needed, or the one that came is not valid here; WWW-Authenticate says which. Nothing was looked at.",
     "Get a token of the issuer that this service trusts, and repeat the request with the same operation id."},
    {"unknown-operation", 404, false, at::operation,
     "No such operation is known to you: it was never accepted, or it is another caller's.",
     "If you have asked for it, and had no answer, repeat the request that asks for it with the same id."},
    {"unsupported-media-type", 415, false, at::command,
     "The body must be application/json in UTF-8 without a content encoding. Nothing was done.", correct_it},
    {"upgrade-required", 426, false, at::hub, "This address speaks WebSocket, version 13, and nothing else.",
     "Connect with a SignalR client, or follow /operations/events."},
    {"view-late", 504, true, at::view, "The view did not come to X-Position within the wait.",
     "Ask again, or wait longer with Prefer: wait=N. Without X-Position the rows are given as they are."},
    {"views-broken", 503, true, at::view, "The views cannot be read; they are made again from the journal.", ask_again},
    {"views-busy", 503, true, at::view, "The views cannot be read now.", ask_again},
});
static_assert(std::ranges::is_sorted(kinds, {}, &ProblemKind::code));

const ProblemKind& known(std::string_view code) {
    const ProblemKind* kind = find_problem(code);
    HAPAX_ASSERT(kind != nullptr, "the catalogue has the problems that others are told as");
    return *kind;
}

}  // namespace

std::span<const ProblemKind> problem_catalogue() {
    return kinds;
}

const ProblemKind* find_problem(std::string_view code) {
    const auto found = std::ranges::lower_bound(kinds, code, {}, &ProblemKind::code);
    return found != kinds.end() && found->code == code ? &*found : nullptr;
}

const ProblemKind& problem_of(const ErrorCode& code) {
    if (const ProblemKind* kind = find_problem(code.name)) return *kind;
    return known(code.handling == Handling::retry ? "temporarily-unavailable" : "internal-error");
}

}  // namespace hapax
