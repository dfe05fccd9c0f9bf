#include "tools/hapax/fields.hpp"

#include <algorithm>
#include <cctype>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "codec/json_string.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

constexpr std::size_t gap = 2;  // between columns

bool is_control(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool c1 = byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    return byte < 0x20 || byte == 0x7f || c1;
}

std::string printable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_control(text, at)) {
            out += text[at];
            continue;
        }
        out += '?';
        if (text[at] == '\xc2') ++at;
    }
    return out;
}

// Characters, not bytes.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

// acceptedAt → ACCEPTED-AT
std::string title(std::string_view name) {
    std::string upper;
    for (const char c : name) {
        const auto letter = static_cast<unsigned char>(c);
        if (std::isupper(letter) != 0) upper += '-';
        upper += static_cast<char>(std::toupper(letter));
    }
    return upper;
}

std::string heading(std::string_view name, Emphasis emphasis) {
    const std::string upper = title(name);
    return emphasis == Emphasis::terminal ? "\x1b[1m" + upper + "\x1b[0m" : upper;
}

void pad(std::string& out, std::size_t from, std::size_t to) {
    out.append(to > from ? to - from : 0, ' ');
}

std::string json(const Fields& object) {
    std::string out = "{";
    for (const Field& field : object) {
        if (out.size() > 1) out += ',';
        append_json_string(out, field.name);
        out += ':';
        if (field.is_text) {
            append_json_string(out, field.value);
        } else {
            out += field.value;
        }
    }
    return out + "}";
}

std::string json(const std::vector<Fields>& objects) {
    std::string out = "[";
    for (const Fields& object : objects) out += (out.size() > 1 ? ",\n " : "") + json(object);
    return out + "]\n";
}

std::string lines(const std::vector<Fields>& objects) {
    std::string out;
    for (const Fields& object : objects) out += json(object) + "\n";
    return out;
}

// The values of an object side by side; anything else as JSON.
std::string flattened(const boost::json::value& value) {
    if (!value.is_object()) return boost::json::serialize(value);
    std::string out;
    for (const auto& member : value.as_object()) {
        const auto* text = member.value().if_string();
        out +=
            (out.empty() ? "" : "  ") + (text != nullptr ? std::string(*text) : boost::json::serialize(member.value()));
    }
    return out;
}

// An array has a line for each element.
std::vector<std::string> value_lines(const Field& field) {
    boost::json::error_code error;
    const auto value = field.is_text ? boost::json::value() : boost::json::parse(field.value, error);
    if (error || !value.is_array()) return {field.value};
    std::vector<std::string> found;
    for (const auto& element : value.as_array()) found.push_back(flattened(element));
    return found;
}

std::string name_and_value(const Fields& object, Emphasis emphasis) {
    std::size_t names = 0;
    for (const Field& field : object) names = std::max(names, width(title(field.name)));
    std::string out;
    for (const Field& field : object) {
        out += heading(field.name, emphasis);
        std::size_t taken = width(title(field.name));
        for (const std::string& line : value_lines(field)) {
            pad(out, taken, names + gap);
            out += printable(line) + "\n";
            taken = 0;
        }
        if (taken != 0) out += '\n';
    }
    return out;
}

std::vector<std::size_t> column_widths(const std::vector<Fields>& objects) {
    std::vector<std::size_t> widths;
    for (const Field& field : objects.front()) widths.push_back(width(title(field.name)));
    for (const Fields& object : objects) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], width(printable(object[i].value)));
        }
    }
    return widths;
}

// All objects have the same names in the same order.
std::string columns(const std::vector<Fields>& objects, Emphasis emphasis) {
    if (objects.empty()) return {};
    const std::vector<std::size_t> widths = column_widths(objects);
    std::string out;
    const auto cell = [&](std::size_t i, const std::string& text, std::size_t taken) {
        out += text;
        if (i + 1 < widths.size()) pad(out, taken, widths[i] + gap);
    };
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string& name = objects.front()[i].name;
        cell(i, heading(name, emphasis), width(title(name)));
    }
    for (const Fields& object : objects) {
        out += '\n';
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string text = printable(object[i].value);
            cell(i, text, width(text));
        }
    }
    return out + "\n";
}

}  // namespace

Field text_field(std::string name, std::string_view text) {
    return {std::move(name), std::string(text), true};
}

Field number_field(std::string name, std::uint64_t number) {
    return {std::move(name), std::to_string(number), false};
}

Field flag_field(std::string name, bool flag) {
    return {std::move(name), flag ? "true" : "false", false};
}

Field json_field(std::string name, std::string_view json_text) {
    return {std::move(name), std::string(json_text), false};
}

Result<Fields> fields_of(std::string_view json_object) {
    boost::json::error_code error;
    const auto value = boost::json::parse({json_object.data(), json_object.size()}, error);
    if (error || !value.is_object()) return fail(tool_errc::refused, "the answer is no JSON object");
    Fields fields;
    for (const auto& [name, member] : value.as_object()) {
        if (member.is_string()) {
            fields.push_back(text_field(std::string(name), std::string_view(member.as_string())));
        } else {
            fields.push_back(json_field(std::string(name), boost::json::serialize(member)));
        }
    }
    return fields;
}

std::string render(const Fields& object, OutputForm form, Emphasis emphasis) {
    return form == OutputForm::table ? name_and_value(object, emphasis) : json(object) + "\n";
}

std::string render(const std::vector<Fields>& objects, OutputForm form, Emphasis emphasis) {
    switch (form) {
        case OutputForm::table:
            return columns(objects, emphasis);
        case OutputForm::json:
            return json(objects);
        case OutputForm::ndjson:
            return lines(objects);
    }
    return {};
}

}  // namespace hapax::tools
