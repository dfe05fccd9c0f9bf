#include "adapters/edge/http_push/event_text.hpp"

#include "codec/answer/json_members.hpp"
#include "kernel/operation/commit_transition.hpp"

namespace hapax::push {
namespace {

void append_id(std::string& out, std::optional<Position> id) {
    if (!id) return;
    out += "id: ";
    append_number(out, id->value);
    out += '\n';
}

}  // namespace

void append_event(std::string& out, const Event& event) {
    out += "event: ";
    out += event.name;
    out += '\n';
    append_id(out, event.id);
    out += "data: ";
    out += event.data;
    out += "\n\n";
}

void append_preamble(std::string& out, std::uint32_t reconnect_ms, std::optional<Position> at) {
    out += "retry: ";
    append_number(out, reconnect_ms);
    out += '\n';
    append_id(out, at);
    out += '\n';
}

void append_heartbeat(std::string& out, std::optional<Position> at) {
    out += ":\n";
    append_id(out, at);
    out += '\n';
}

std::string_view status_of(Outcome outcome) {
    return text(state_of(outcome, true));
}

void append_end(std::string& out, const OperationEnd& end) {
    out += '{';
    append_member(out, "id", end.key.id.value.text());
    append_member(out, "status", status_of(end.outcome));
    append_member(out, "name", end.type);
    append_member(out, "resource", end.resource);
    append_member(out, "position", std::to_string(end.position.value));
    if (!end.code.empty()) append_member(out, "code", end.code);
    if (!end.reason.empty()) append_member(out, "reason", end.reason);
    if (!end.correlation_id.empty()) append_member(out, "correlationId", end.correlation_id);
    if (!end.traceparent.empty()) append_member(out, "traceparent", end.traceparent);
    out += '}';
}

}  // namespace hapax::push
