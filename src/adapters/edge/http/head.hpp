// Head: what the parser found out about one request, as places in the connection's buffer. Nothing is copied.
//
//   std::string_view type = request.field(Field::content_type);   // empty when absent
//
// Invariants of a head that the parser let through
//   1. Each field below was there at most once, except prefer and those that the parser combines (Connection).
//   2. Values hold no control character but HTAB and have no space around them.
//   3. Body length is known: by Content-Length, by chunks, or 0.
// Lifetime  views of a Request are valid until the next call of the session that made it.
// Source   RFC 9110, RFC 9112.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hapax::http {

enum class Method : std::uint8_t { get, head, put, post, patch, remove, options };
inline constexpr std::size_t method_count = 7;

constexpr std::string_view text(Method method) {
    constexpr std::array<std::string_view, method_count> names{"GET",   "HEAD",   "PUT",    "POST",
                                                               "PATCH", "DELETE", "OPTIONS"};
    return names[static_cast<std::size_t>(method)];
}

// The fields that mean something to us. All others are checked for form and forgotten.
enum class Field : std::uint8_t {
    host,
    content_length,
    transfer_encoding,
    connection,
    expect,
    content_type,
    content_encoding,
    idempotency_key,
    prefer,
    if_match,
    if_none_match,
    correlation_id,
    traceparent,
    accept_language,
    origin,
    user_agent,
    retry_count,
    authorization,
    timeout_ms,
    position,
    allow_duplicate,
    last_event_id,
    upgrade,
    websocket_key,
    websocket_version,
    accept,
    unknown,
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::unknown);

// A piece of the connection's buffer, relative to the start of the request.
struct Place {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
};

struct Head {
    Method method = Method::get;
    bool minor_0 = false;     // HTTP/1.0
    bool close = false;       // the connection ends after this request
    bool keep_alive = false;  // HTTP/1.0 asked for more
    bool upgrade = false;     // Connection: upgrade
    bool chunked = false;
    bool expects_continue = false;
    std::uint64_t content_length = 0;
    Place target;
    std::array<Place, field_count> fields{};
    std::uint32_t seen = 0;  // bit per field

    bool has(Field field) const { return (seen >> static_cast<unsigned>(field) & 1U) != 0; }
};

// A complete request.
struct Request {
    const Head& head;
    const char* base;  // start of the request in the buffer
    std::string_view body;

    std::string_view text(Place place) const { return {base + place.begin, place.length}; }
    std::string_view target() const { return text(head.target); }
    bool has(Field field) const { return head.has(field); }
    std::string_view field(Field field) const { return text(head.fields[static_cast<std::size_t>(field)]); }
};

}  // namespace hapax::http
