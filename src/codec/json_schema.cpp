#include "codec/json_schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "codec/json_string.hpp"

namespace hapax {
namespace {

using Kind = TypeShape::Kind;

constexpr std::uint64_t example_elements_max = 3;
constexpr int example_depth_max = 8;  // types may hold themselves

void append_text(std::string& out, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    out.append(",\"").append(name).append("\":");
    append_json_string(out, text);
}

void append_raw(std::string& out, std::string_view name, std::string_view json) {
    if (!json.empty()) out.append(",\"").append(name).append("\":").append(json);
}

std::string_view type_word(Kind kind) {
    switch (kind) {
        case Kind::boolean:
            return "boolean";
        case Kind::integer:
            return "integer";
        case Kind::number:
            return "number";
        case Kind::text:
        case Kind::choice:
            return "string";
        case Kind::list:
            return "array";
        case Kind::map:
        case Kind::object:
        case Kind::named:
            return "object";
    }
    return "object";
}

void append_lengths(std::string& out, const TypeShape& shape) {
    const std::string_view of = shape.kind == Kind::list ? "Items" : shape.kind == Kind::map ? "Properties" : "Length";
    const auto append = [&](std::string_view bound, const std::optional<std::uint64_t>& length) {
        if (length) out.append(",\"").append(bound).append(of).append("\":").append(std::to_string(*length));
    };
    append("min", shape.min_length);
    append("max", shape.max_length);
}

void append_choices(std::string& out, const TypeShape& shape) {
    out += ",\"enum\":[";
    for (const std::string& choice : shape.choices) {
        if (!out.ends_with('[')) out += ',';
        append_json_string(out, choice);
    }
    out += shape.optional ? ",null]" : "]";
}

void append_members(std::string& out, const TypeShape& shape, std::string_view names_at, Extras extras) {
    std::string required;
    out += ",\"properties\":{";
    for (const TypeShape& member : shape.members) {
        if (!out.ends_with('{')) out += ',';
        append_json_string(out, member.member);
        out += ':';
        append_schema(out, member, names_at, extras);
        if (member.optional) continue;
        if (!required.empty()) required += ',';
        append_json_string(required, member.member);
    }
    out += '}';
    if (!required.empty()) out.append(",\"required\":[").append(required).append("]");
    if (extras == Extras::refused) out += ",\"additionalProperties\":false";
}

void append_element(std::string& out, const TypeShape& shape, std::string_view names_at, Extras extras) {
    out += shape.kind == Kind::list ? ",\"items\":" : ",\"additionalProperties\":";
    append_schema(out, shape.element.front(), names_at, extras);
}

void append_name_of(std::string& out, const TypeShape& shape, std::string_view names_at) {
    const std::string reference = "{\"$ref\":\"" + std::string(names_at) + shape.name + "\"}";
    if (shape.optional) {
        out.append("{\"anyOf\":[").append(reference).append(",{\"type\":\"null\"}]");
    } else {
        out.append(reference, 0, reference.size() - 1);
    }
}

void append_definition(std::string& out, const TypeShape& shape, std::string_view names_at, Extras extras) {
    if (!out.empty()) out += ',';
    append_json_string(out, shape.name);
    out += ':';
    append_schema(out, shape, names_at, extras);
}

// ---- examples

const TypeShape* find(const TypeDescription& type, std::string_view name) {
    if (type.root.name == name) return &type.root;
    const auto found = std::ranges::find(type.definitions, name, &TypeShape::name);
    return found == type.definitions.end() ? nullptr : &*found;
}

bool negative(std::string_view number) {
    return number.starts_with('-');
}

// One when that is allowed, else the bound nearest to it.
std::string example_number(const TypeShape& shape) {
    const bool too_small = !shape.minimum.empty() && !negative(shape.minimum) && shape.minimum != "0";
    if (too_small) return shape.minimum;
    const bool too_large = !shape.maximum.empty() && (negative(shape.maximum) || shape.maximum.starts_with('0'));
    return too_large ? shape.maximum : "1";
}

std::string example_text(const TypeShape& shape) {
    if (shape.format == "uuid") return "\"0197a3c0-6d1e-7cc2-8a57-0242ac120002\"";
    if (shape.format == "date-time") return "\"2026-11-22T10:28:15.000123Z\"";
    if (!shape.pattern.empty()) return "\"1\"";
    std::string text = "ann";
    text.resize(std::max<std::size_t>(text.size(), shape.min_length.value_or(0)), 'n');
    text.resize(std::min<std::size_t>(text.size(), shape.max_length.value_or(text.size())));
    return '"' + text + '"';
}

void append_example(std::string& out, const TypeDescription& type, const TypeShape& shape, int depth);

void append_example_elements(std::string& out, const TypeDescription& type, const TypeShape& shape, int depth) {
    const bool map = shape.kind == Kind::map;
    const std::uint64_t least = shape.min_length.value_or(0);
    const std::uint64_t wanted = depth < example_depth_max ? std::max<std::uint64_t>(least, 1) : least;
    const std::uint64_t count = std::min(wanted, shape.max_length.value_or(example_elements_max));
    out += map ? '{' : '[';
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i != 0) out += ',';
        if (map) out.append("\"key").append(std::to_string(i + 1)).append("\":");
        append_example(out, type, shape.element.front(), depth + 1);
    }
    out += map ? '}' : ']';
}

void append_example_members(std::string& out, const TypeDescription& type, const TypeShape& shape, int depth) {
    out += '{';
    for (const TypeShape& member : shape.members) {
        if (!out.ends_with('{')) out += ',';
        append_json_string(out, member.member);
        out += ':';
        append_example(out, type, member, depth + 1);
    }
    out += '}';
}

void append_example(std::string& out, const TypeDescription& type, const TypeShape& shape, int depth) {
    if (!shape.example.empty()) {
        out += shape.example;
        return;
    }
    if (shape.optional && depth >= example_depth_max) {
        out += "null";
        return;
    }
    switch (shape.kind) {
        case Kind::boolean:
            out += "true";
            return;
        case Kind::integer:
        case Kind::number:
            out += example_number(shape);
            return;
        case Kind::text:
            out += example_text(shape);
            return;
        case Kind::choice:
            append_json_string(out, shape.choices.empty() ? std::string_view() : shape.choices.front());
            return;
        case Kind::list:
        case Kind::map:
            return append_example_elements(out, type, shape, depth);
        case Kind::object:
            return append_example_members(out, type, shape, depth);
        case Kind::named:
            if (const TypeShape* known = find(type, shape.name)) return append_example(out, type, *known, depth);
            out += "{}";
            return;
    }
}

}  // namespace

void append_schema(std::string& out, const TypeShape& shape, std::string_view names_at, Extras extras) {
    if (shape.kind == Kind::named) {
        append_name_of(out, shape, names_at);
    } else {
        out.append("{\"type\":").append(shape.optional ? "[\"" : "\"").append(type_word(shape.kind));
        out += shape.optional ? "\",\"null\"]" : "\"";
    }
    append_text(out, "description", shape.about);
    append_text(out, "format", shape.format);
    append_text(out, "pattern", shape.pattern);
    append_raw(out, "minimum", shape.minimum);
    append_raw(out, "maximum", shape.maximum);
    append_lengths(out, shape);
    if (shape.kind == Kind::choice) append_choices(out, shape);
    if (shape.kind == Kind::object) append_members(out, shape, names_at, extras);
    if (shape.kind == Kind::list || shape.kind == Kind::map) append_element(out, shape, names_at, extras);
    if (!shape.example.empty()) out.append(",\"examples\":[").append(shape.example).append("]");
    out += '}';
}

std::string described_schema(const TypeDescription& type, std::string_view names_at, Extras extras) {
    std::string out;
    append_schema(out, type.root, names_at, extras);
    std::string definitions;
    for (const TypeShape& shape : type.definitions) append_definition(definitions, shape, names_at, extras);
    const std::string itself = "\"" + std::string(names_at) + type.root.name + "\"";
    if ((out + definitions).find(itself) != std::string::npos) {
        append_definition(definitions, type.root, names_at, extras);
    }
    out.pop_back();
    append_text(out, "title", type.root.name);
    out.append(",\"examples\":[").append(example_json(type)).append("]");
    if (!definitions.empty()) out.append(",\"$defs\":{").append(definitions).append("}");
    return out + '}';
}

std::string json_schema(const TypeDescription& type, std::string_view id, Extras extras) {
    std::string out = "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"";
    append_text(out, "$id", id);
    return out + ',' + described_schema(type, "#/$defs/", extras).substr(1);
}

std::string example_json(const TypeDescription& type) {
    std::string out;
    append_example(out, type, type.root, 0);
    return out;
}

}  // namespace hapax
