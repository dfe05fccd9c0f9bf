#include "codec/json_reader.hpp"

#include <algorithm>

namespace hapax {
namespace {

void append_escaped(std::string& out, std::string_view name) {
    for (const char c : name) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
}

}  // namespace

std::string JsonReader::pointer(const Step* step) {
    if (step == nullptr) return {};
    std::string out = pointer(step->up_) + "/";
    if (step->index_ == Step::no_index)
        append_escaped(out, step->name_);
    else
        out += std::to_string(step->index_);
    return out;
}

bool JsonReader::wrong(std::string detail) {
    if (errors_.size() < errors_max) errors_.push_back({pointer(here_), std::move(detail)});
    return false;
}

bool JsonReader::wrong_member(std::string_view name, std::string detail) {
    const Step inside(*this, name);
    return wrong(std::move(detail));
}

std::string JsonReader::sentence() const {
    if (errors_.empty()) return {};
    const FieldError& first = errors_.front();
    return (first.pointer.empty() ? "the value" : first.pointer) + " " + first.detail;
}

void refuse_unknown_members(JsonReader& reader, JsonView object, const std::vector<std::string_view>& names) {
    for (std::size_t i = 0; i < object.size(); ++i) {
        const std::string_view name = object.member(i).name;
        if (std::ranges::find(names, name) == names.end()) reader.wrong_member(name, "is not a field here");
    }
}

std::string_view kind_word(JsonView::Kind kind) {
    switch (kind) {
        case JsonView::Kind::null:
            return "null";
        case JsonView::Kind::boolean:
            return "a boolean";
        case JsonView::Kind::integer:
        case JsonView::Kind::big:
            return "an integer";
        case JsonView::Kind::real:
            return "a number with a fraction or an exponent";
        case JsonView::Kind::text:
            return "a text";
        case JsonView::Kind::array:
            return "an array";
        case JsonView::Kind::object:
            return "an object";
    }
    return "nothing";
}

}  // namespace hapax
