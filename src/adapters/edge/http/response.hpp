// Response: one answer as bytes on the wire, appended to what the connection will send next.
//
//   append_response(out, {.status = 404, .content_type = problem_media_type, .correlation_id = id}, body);
//
// Every answer has Content-Length, X-Content-Type-Options and, when the loop knows the time, Date. Values come from us
// or were checked before; none can hold a line end (asserted where it is cheap: see append_encoded_address). Threads
// functions of their arguments. Source   RFC 9110, RFC 9112; ARCHITECTURE.md, section 8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hapax::http {

struct Response {
    unsigned status = 200;
    std::string_view content_type = {};
    std::string_view location = {};
    std::string_view operation = {};
    std::string_view resource = {};
    std::string_view etag = {};
    std::string_view position = {};
    std::string_view allow = {};
    std::string_view challenge = {};  // WWW-Authenticate
    std::string_view preference_applied = {};
    std::string_view correlation_id = {};
    std::string_view traceparent = {};
    std::string_view date = {};
    std::string_view more_fields = {};  // whole lines
    std::uint32_t retry_after = 0;      // seconds; 0 = no such field
    bool replayed = false;
    bool close = false;
    bool keep_alive = false;    // to an HTTP/1.0 client that asked
    bool without_body = false;  // the answer to HEAD
};

void append_response(std::string& out, const Response& response, std::string_view body);

}  // namespace hapax::http
