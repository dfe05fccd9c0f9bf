#include "adapters/edge/http/response.hpp"

#include "codec/answer/json_members.hpp"

namespace hapax::http {
namespace {

std::string_view status_line(unsigned status) {
    switch (status) {
        case 200:
            return "HTTP/1.1 200 OK\r\n";
        case 201:
            return "HTTP/1.1 201 Created\r\n";
        case 202:
            return "HTTP/1.1 202 Accepted\r\n";
        case 204:
            return "HTTP/1.1 204 No Content\r\n";
        case 304:
            return "HTTP/1.1 304 Not Modified\r\n";
        case 400:
            return "HTTP/1.1 400 Bad Request\r\n";
        case 401:
            return "HTTP/1.1 401 Unauthorized\r\n";
        case 404:
            return "HTTP/1.1 404 Not Found\r\n";
        case 405:
            return "HTTP/1.1 405 Method Not Allowed\r\n";
        case 408:
            return "HTTP/1.1 408 Request Timeout\r\n";
        case 409:
            return "HTTP/1.1 409 Conflict\r\n";
        case 410:
            return "HTTP/1.1 410 Gone\r\n";
        case 412:
            return "HTTP/1.1 412 Precondition Failed\r\n";
        case 413:
            return "HTTP/1.1 413 Content Too Large\r\n";
        case 414:
            return "HTTP/1.1 414 URI Too Long\r\n";
        case 415:
            return "HTTP/1.1 415 Unsupported Media Type\r\n";
        case 417:
            return "HTTP/1.1 417 Expectation Failed\r\n";
        case 422:
            return "HTTP/1.1 422 Unprocessable Content\r\n";
        case 426:
            return "HTTP/1.1 426 Upgrade Required\r\n";
        case 429:
            return "HTTP/1.1 429 Too Many Requests\r\n";
        case 431:
            return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
        case 501:
            return "HTTP/1.1 501 Not Implemented\r\n";
        case 503:
            return "HTTP/1.1 503 Service Unavailable\r\n";
        case 504:
            return "HTTP/1.1 504 Gateway Timeout\r\n";
        case 505:
            return "HTTP/1.1 505 HTTP Version Not Supported\r\n";
        case 507:
            return "HTTP/1.1 507 Insufficient Storage\r\n";
        default:
            return "HTTP/1.1 500 Internal Server Error\r\n";
    }
}

void append_field(std::string& out, std::string_view name_and_colon, std::string_view value) {
    if (value.empty()) return;
    out += name_and_colon;
    out += value;
    out += "\r\n";
}

}  // namespace

void append_response(std::string& out, const Response& response, std::string_view body) {
    out += status_line(response.status);
    append_field(out, "Content-Type: ", response.content_type);
    append_field(out, "Location: ", response.location);
    append_field(out, "X-Operation: ", response.operation);
    append_field(out, "X-Resource: ", response.resource);
    append_field(out, "ETag: ", response.etag);
    append_field(out, "X-Position: ", response.position);
    append_field(out, "Allow: ", response.allow);
    append_field(out, "WWW-Authenticate: ", response.challenge);
    append_field(out, "Preference-Applied: ", response.preference_applied);
    append_field(out, "X-Correlation-ID: ", response.correlation_id);
    append_field(out, "traceparent: ", response.traceparent);
    append_field(out, "Date: ", response.date);
    if (response.replayed) out += "Idempotent-Replayed: true\r\n";
    if (response.retry_after > 0) {
        out += "Retry-After: ";
        append_number(out, response.retry_after);
        out += "\r\n";
    }
    if (response.status == 426) out += "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    out += response.more_fields;
    if (response.close) out += "Connection: close\r\n";
    if (response.keep_alive && !response.close) out += "Connection: keep-alive\r\n";
    if (response.status != 204 && response.status != 304) {
        out += "Content-Length: ";
        append_number(out, body.size());
        out += "\r\n";
    }
    out += "X-Content-Type-Options: nosniff\r\n\r\n";
    if (!response.without_body && response.status != 204 && response.status != 304) out += body;
}

}  // namespace hapax::http
