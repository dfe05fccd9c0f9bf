#include "tools/check/format/line_writer.hpp"

#include <charconv>

#include "codec/json_string.hpp"

namespace hapax::check {
namespace {

void append_number(std::string& out, std::int64_t number) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    out.append(text, static_cast<std::size_t>(end - text));
}

void append_hash(std::string& out, std::uint64_t hash) {
    constexpr std::string_view digits = "0123456789abcdef";
    char text[18];
    text[0] = text[17] = '"';
    for (int i = 16; i > 0; --i, hash >>= 4) text[i] = digits[hash & 15];
    out.append(text, sizeof text);
}

void append_data(std::string& out, const EventLine& event) {
    out += "{";
    if (event.has_amount) {
        out += "\"amount\":";
        append_number(out, event.amount);
    }
    if (event.has_balance) {
        out += event.has_amount ? ",\"balance\":" : "\"balance\":";
        append_number(out, event.balance);
    }
    out += "}";
}

void append_events(std::string& out, const std::vector<EventLine>& events) {
    out += '[';
    for (const EventLine& event : events) {
        out += &event == &events.front() ? "{\"type\":" : ",{\"type\":";
        append_json_string(out, event.type);
        out += ",\"schema\":";
        append_number(out, event.schema);
        out += ",\"data\":";
        append_data(out, event);
        out += '}';
    }
    out += ']';
}

void append_messages(std::string& out, const std::vector<MessageLine>& messages) {
    out += '[';
    for (const MessageLine& message : messages) {
        out += &message == &messages.front() ? "{\"message\":" : ",{\"message\":";
        append_json_string(out, message.message);
        out += ",\"group\":";
        append_json_string(out, message.group);
        out += '}';
    }
    out += ']';
}

void append_value(std::string& out, const Line& line, Field field) {
    switch (spec(field).kind) {
        case ValueKind::integer:
        case ValueKind::ordinal:
            return append_number(out, line.number(field));
        case ValueKind::hash:
            return append_hash(out, line.hash(field));
        case ValueKind::text:
            return append_json_string(out, line.text(field));
        case ValueKind::flag:
            out += line.number(field) != 0 ? "true" : "false";
            return;
        case ValueKind::events:
            return append_events(out, line.events);
        case ValueKind::messages:
            return append_messages(out, line.messages);
    }
}

}  // namespace

void append_line(std::string& out, const Line& line) {
    char before = '{';
    FieldSet left = line.fields();
    while (const auto field = left.first()) {
        left.remove(*field);
        out += before;
        out += '"';
        out += spec(*field).name;
        out += "\":";
        append_value(out, line, *field);
        before = ',';
    }
    out += "}\n";
}

}  // namespace hapax::check
