// The texts of what is pushed: events as server-sent events, and their data as JSON.
//
//   append_event(out, {.name = "completed", .id = end.position, .data = json});
//   append_end(json, end);
//
//   {"id","status","name","resource","position","code"?,"reason"?,"correlationId"?,"traceparent"?}
//
// Data is one line: JSON as we write it has none.
// Threads  functions of their arguments.
// Source   the HTML standard on server-sent events; ARCHITECTURE.md, section 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ports/driving/feeds.hpp"

namespace hapax::push {

struct Event {
    std::string_view name;
    std::optional<Position> id = {};
    std::string_view data = {};
};

void append_event(std::string& out, const Event& event);

// What a stream begins with: how long to wait before coming again, and where it is.
void append_preamble(std::string& out, std::uint32_t reconnect_ms, std::optional<Position> at);
// A comment, and where the stream is: a client that comes again begins there.
void append_heartbeat(std::string& out, std::optional<Position> at);

void append_end(std::string& out, const OperationEnd& end);
std::string_view status_of(Outcome outcome);  // of an operation that every view shows

}  // namespace hapax::push
