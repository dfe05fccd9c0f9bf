// What the values of the fields we know mean.
//
//   const Preferences wishes = preferences(request.field(Field::prefer));
//
// Errors   an empty optional: the value has not the form that the field must have. Whether that is a refusal (an id, a
//          precondition) or is passed over (a trace, a wish) is for the caller to say.
// Threads  functions of their arguments.
// Source   RFC 7240 (Prefer), RFC 9110 (If-Match, Content-Type), W3C Trace Context; ARCHITECTURE.md, section 8.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/ids.hpp"
#include "kernel/time.hpp"

namespace hapax::http {

struct Preferences {
    bool respond_async = false;
    std::optional<std::uint32_t> wait_seconds;
};
Preferences preferences(std::string_view value);

std::optional<Uuid> idempotency_key(std::string_view value);      // quoted or bare
std::optional<std::uint64_t> strong_tag(std::string_view value);  // "7"
std::optional<std::uint64_t> weak_tag(std::string_view value);    // "7" or W/"7"
std::optional<std::uint64_t> newest_tag(std::string_view list);   // the greatest of them: revisions only grow
bool json_media_type(std::string_view value);                     // application/json or …+json, charset utf-8 if any
bool valid_traceparent(std::string_view value);
bool valid_correlation_id(std::string_view value);                     // [A-Za-z0-9-]{1,64}
std::optional<Position> position(std::string_view value);              // 1 to 20 digits
std::optional<Duration> timeout(std::string_view value);               // milliseconds: 1 to 10 digits
std::optional<std::string_view> bearer_token(std::string_view value);  // of Authorization
std::uint32_t retry_count(std::string_view value);                     // 0 when it is no count

// What a client says about itself, fit for a record: printable ASCII, cut to `bytes_max`; else nothing.
std::string_view self_description(std::string_view value, std::size_t bytes_max);

}  // namespace hapax::http
