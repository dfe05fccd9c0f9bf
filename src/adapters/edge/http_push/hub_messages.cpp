#include "adapters/edge/http_push/hub_messages.hpp"

#include "codec/answer/json_members.hpp"
#include "codec/json_document.hpp"

namespace hapax::push {
namespace {

using Kind = JsonView::Kind;

std::optional<std::string> text_member(const JsonView& object, std::string_view name) {
    const auto member = object.find(name);
    return member && member->kind() == Kind::text ? std::optional(std::string(member->text())) : std::nullopt;
}

void take_arguments(const JsonView& root, HubMessage& message) {
    const auto arguments = root.find("arguments");
    if (!arguments || arguments->kind() != Kind::array) return;
    message.arguments = arguments->size();
    if (message.arguments == 0) return;
    const JsonView first = arguments->element(0);
    if (first.kind() == Kind::text) message.argument = std::string(first.text());
}

void append_type(std::string& out, int type) {
    out += '{';
    append_member(out, "type", static_cast<std::uint64_t>(type));
}

void append_raw(std::string& out, std::string_view name, std::string_view json) {
    append_name(out, name);
    out += json;
}

void append_end_of_message(std::string& out) {
    out += '}';
    out += record_separator;
}

void append_named(std::string& argument, std::string_view id, std::string_view type, std::string_view resource) {
    argument += '{';
    append_member(argument, "id", id);
    append_member(argument, "name", type);
    append_member(argument, "resource", resource);
}

}  // namespace

std::optional<std::string> read_handshake(std::string_view text) {
    JsonDocument document;
    if (document.parse(text) || document.root().kind() != Kind::object) return "The handshake is no JSON object.";
    const auto protocol = text_member(document.root(), "protocol");
    const auto version = document.root().find("version");
    if (!protocol || *protocol != "json") return "Only the protocol 'json' is spoken here.";
    const bool known = version && version->kind() == Kind::integer && version->integer() == 1;
    return known ? std::nullopt : std::optional<std::string>("Only version 1 of the protocol is spoken here.");
}

std::optional<std::string> read_hub_message(std::string_view text, HubMessage& message) {
    JsonDocument document;
    if (document.parse(text) || document.root().kind() != Kind::object) return "A message is no JSON object.";
    const JsonView root = document.root();
    const auto type = root.find("type");
    if (!type || type->kind() != Kind::integer) return "A message has no type.";
    message = {};
    message.type = type->integer() < 0 || type->integer() > 99 ? 0 : static_cast<int>(type->integer());
    if (root.find("invocationId")) {
        message.id = text_member(root, "invocationId");
        if (!message.id || message.id->empty() || message.id->size() > invocation_bytes_max) {
            return "An invocationId is no text, or too long.";
        }
    }
    if (message.type != HubMessage::invocation && message.type != HubMessage::stream_invocation) return std::nullopt;
    const auto target = text_member(root, "target");
    if (!target) return "An invocation has no target.";
    message.target = *target;
    take_arguments(root, message);
    return std::nullopt;
}

void append_handshake_answer(std::string& out, std::string_view error) {
    out += '{';
    if (!error.empty()) append_member(out, "error", error);
    append_end_of_message(out);
}

void append_completion(std::string& out, std::string_view invocation, std::string_view result) {
    append_type(out, 3);
    append_member(out, "invocationId", invocation);
    if (!result.empty()) append_raw(out, "result", result);
    append_end_of_message(out);
}

void append_completion_error(std::string& out, std::string_view invocation, std::string_view error) {
    append_type(out, 3);
    append_member(out, "invocationId", invocation);
    append_member(out, "error", error);
    append_end_of_message(out);
}

void append_hub_ping(std::string& out) {
    append_type(out, HubMessage::ping);
    append_end_of_message(out);
}

void append_hub_close(std::string& out, std::string_view error, bool allow_reconnect) {
    append_type(out, HubMessage::close);
    if (!error.empty()) append_member(out, "error", error);
    if (allow_reconnect) append_flag(out, "allowReconnect", true);
    append_end_of_message(out);
}

void append_hub_event(std::string& out, std::string_view target, std::string_view argument) {
    append_type(out, HubMessage::invocation);
    append_member(out, "target", target);
    append_name(out, "arguments");
    out += '[';
    out += argument;
    out += ']';
    append_end_of_message(out);
}

void append_operation_message(std::string& out, const OperationEnd& end) {
    const bool completed = end.outcome == Outcome::accomplished;
    std::string argument;
    append_named(argument, end.key.id.value.text(), end.type, end.resource);
    if (!completed) {
        append_member(argument, "code", end.code);
        append_member(argument, "reason", end.reason);
    }
    append_member(argument, "position", std::to_string(end.position.value));
    if (!end.correlation_id.empty()) append_member(argument, "correlationId", end.correlation_id);
    if (!end.traceparent.empty()) append_member(argument, "traceparent", end.traceparent);
    argument += '}';
    append_hub_event(out, completed ? "operation_completed" : "operation_rejected", argument);
}

void append_pending_message(std::string& out, const StatusDocument& document) {
    std::string argument;
    append_named(argument, document.key.id.value.text(), document.type, document.resource);
    append_member(argument, "status", text(document.state));
    argument += '}';
    append_hub_event(out, "operation_pending", argument);
}

}  // namespace hapax::push
