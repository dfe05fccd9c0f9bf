// Refusal: why the edge itself answers no, before anything was decided. A code of ours with its status and phrase.
//
//   return std::unexpected(refusal::body_too_large);
//
// Threads  constants.
// Source   ARCHITECTURE.md, section 8; RFC 9110, section 15.
#pragma once

#include <string_view>

namespace hapax::http {

struct Refusal {
    std::string_view code;
    unsigned status = 400;
    std::string_view detail;
    bool retryable = false;
    std::string_view challenge = {};  // WWW-Authenticate
    friend bool operator==(const Refusal& a, const Refusal& b) { return a.code == b.code; }
};

namespace refusal {
// Framing: the connection is closed and nothing after it is parsed.
inline constexpr Refusal malformed{"malformed-request", 400, "The request is not HTTP/1.1."};
inline constexpr Refusal bad_host{"bad-host", 400, "Exactly one valid Host is needed, equal to an absolute address."};
inline constexpr Refusal bad_length{"bad-length", 400, "The length of the body is ambiguous or no number."};
inline constexpr Refusal bad_chunk{"bad-chunk", 400, "The chunked body is malformed."};
inline constexpr Refusal body_too_large{"body-too-large", 413, "The body is larger than this server takes."};
inline constexpr Refusal address_too_long{"address-too-long", 414, "The address is longer than this server takes."};
inline constexpr Refusal headers_too_large{"headers-too-large", 431, "The headers are more than this server takes."};
inline constexpr Refusal expectation_failed{"expectation-failed", 417, "Only 100-continue can be expected."};
inline constexpr Refusal too_slow{"request-timeout", 408, "The request did not arrive in time.", true};
inline constexpr Refusal not_implemented{"not-implemented", 501, "This method or transfer coding is not implemented."};
inline constexpr Refusal bad_version{"http-version-not-supported", 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};

// The request was framed well; the connection goes on.
inline constexpr Refusal bad_address{"bad-address", 400, "The address is badly encoded."};
inline constexpr Refusal not_found{"not-found", 404, "There is nothing at this address."};
inline constexpr Refusal method_not_allowed{"method-not-allowed", 405, "The address does not take this method."};
inline constexpr Refusal unsupported_type{"unsupported-media-type", 415,
                                          "The body must be application/json in UTF-8 without a content encoding."};
inline constexpr Refusal missing_id{"missing-operation-id", 400,
                                    "An operation needs an id: a UUID in the address or as Idempotency-Key."};
inline constexpr Refusal bad_id{"invalid-operation-id", 400, "The operation id must be a UUID."};
inline constexpr Refusal different_ids{"conflicting-operation-ids", 400,
                                       "The address and Idempotency-Key name different operations."};
inline constexpr Refusal bad_precondition{
    "invalid-precondition", 400,
    "A command takes If-Match with one strong version, \"7\"; a read takes If-None-Match."};
inline constexpr Refusal bad_query{"invalid-query", 400, "The query has unknown, repeated or invalid parameters."};
inline constexpr Refusal bad_position{"invalid-position", 400, "X-Position is not a position."};
inline constexpr Refusal bad_json{"malformed-json", 400, "The body is not JSON."};
inline constexpr Refusal bad_fields{"invalid-fields", 422, "The body has unknown, missing or invalid fields."};
inline constexpr Refusal unknown_operation{"unknown-operation", 404, "No such operation is known."};
inline constexpr Refusal missing_token{"unauthorized", 401, "A token is needed: Authorization: Bearer and the token.",
                                       false, "Bearer"};
inline constexpr Refusal bad_token{"unauthorized", 401, "The token is not valid here.", false,
                                   R"(Bearer error="invalid_token", error_description="The token is not valid here.")"};
inline constexpr Refusal ended_token{"unauthorized", 401, "The token has expired.", false,
                                     R"(Bearer error="invalid_token", error_description="The token has expired.")"};
inline constexpr Refusal unasked_token{
    "unauthorized", 401, "This service takes no tokens: ask without one.", false,
    R"(Bearer error="invalid_token", error_description="This service takes no tokens.")"};
inline constexpr Refusal too_many_requests{
    "too-many-requests", 429, "This caller asks more often than it may; this request was not taken.", true};
inline constexpr Refusal too_many_at_once{
    "too-many-requests", 429, "This caller has as many requests under way as it may; this one was not taken.", true};
inline constexpr Refusal bad_timeout{"invalid-timeout", 400, "X-Timeout-Ms must be a number of milliseconds."};
inline constexpr Refusal deadline_passed{
    "deadline-passed", 504, "The time that the client gave had passed before the request was taken.", true};
inline constexpr Refusal overloaded{"overloaded", 503, "There is more work than can be taken; nothing was done.", true};
inline constexpr Refusal stopping{"stopping", 503, "The service is stopping; nothing was done.", true};
inline constexpr Refusal outcome_unknown{
    "outcome-unknown", 503, "It is not known yet what becomes of the operation: repeat it with the same id.", true};
inline constexpr Refusal too_late{"answer-timeout", 503, "The answer did not come in time; ask again.", true};
inline constexpr Refusal upgrade_required{"upgrade-required", 426,
                                          "This address speaks WebSocket, version 13, and nothing else."};
inline constexpr Refusal bad_upgrade{"invalid-websocket-handshake", 400, "The WebSocket handshake is malformed."};
inline constexpr Refusal bad_event_id{"invalid-last-event-id", 400,
                                      "Last-Event-ID must be the id of an event, or be left out."};
inline constexpr Refusal too_many_streams{"too-many-subscribers", 503, "No more subscribers can be taken now.", true};
inline constexpr Refusal too_many_of_caller{"too-many-subscriptions", 429, "You have too many subscriptions.", true};
inline constexpr Refusal unreadable{"store-unavailable", 503, "What is stored cannot be read now; ask again.", true};
inline constexpr Refusal internal{"internal-error", 500, "The answer could not be made."};
}  // namespace refusal

// Nothing of the request itself is wrong, so an earlier one with the same id may have been decided: nothing is said about
// `applied` (docs/decisions/0021-a-503-of-the-edge-says-nothing-about-applied.md).
constexpr bool of_the_moment(const Refusal& refusal) {
    return refusal.status == 401 || refusal.status == 429 || refusal.status == 503 || refusal.status == 504;
}

}  // namespace hapax::http
