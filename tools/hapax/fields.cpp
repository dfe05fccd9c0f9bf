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

std::string heading(std::string_view name, Emphasis emphasis) {
    std::string upper(name);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
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

std::string name_and_value(const Fields& object, Emphasis emphasis) {
    std::size_t names = 0;
    for (const Field& field : object) names = std::max(names, width(field.name));
    std::string out;
    for (const Field& field : object) {
        out += heading(field.name, emphasis);
        pad(out, width(field.name), names + gap);
        out += printable(field.value) + "\n";
    }
    return out;
}

std::vector<std::size_t> column_widths(const std::vector<Fields>& objects) {
    std::vector<std::size_t> widths;
    for (const Field& field : objects.front()) widths.push_back(width(field.name));
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
        cell(i, heading(name, emphasis), width(name));
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
