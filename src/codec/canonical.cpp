#include "codec/canonical.hpp"

#include <algorithm>
#include <vector>

#include "codec/json_number.hpp"
#include "codec/json_string.hpp"

namespace hapax {
namespace {

// In UTF-16 the characters above U+FFFF (lead bytes F0 to F4) begin with a surrogate and so sort before U+E000 to
// U+FFFF (lead bytes EE and EF); everywhere else the order of bytes is the order of code units.
int rank(unsigned char byte) {
    return byte == 0xEE || byte == 0xEF ? byte + 0x20 : byte;
}

void append_member(std::string& out, const JsonView::Member& member) {
    append_json_string(out, member.name);
    out += ':';
    append_canonical(out, member.value);
}

void append_object(std::string& out, JsonView object) {
    std::vector<JsonView::Member> members;
    members.reserve(object.size());
    for (std::size_t i = 0; i < object.size(); ++i) members.push_back(object.member(i));
    std::ranges::sort(members, utf16_less, &JsonView::Member::name);
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i != 0) out += ',';
        append_member(out, members[i]);
    }
    out += '}';
}

void append_array(std::string& out, JsonView array) {
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i != 0) out += ',';
        append_canonical(out, array.element(i));
    }
    out += ']';
}

}  // namespace

bool utf16_less(std::string_view a, std::string_view b) {
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        const auto x = static_cast<unsigned char>(a[i]);
        const auto y = static_cast<unsigned char>(b[i]);
        if (x != y) return rank(x) < rank(y);
    }
    return a.size() < b.size();
}

void append_canonical(std::string& out, JsonView value) {
    switch (value.kind()) {
        case JsonView::Kind::null:
            out += "null";
            return;
        case JsonView::Kind::boolean:
            out += value.boolean() ? "true" : "false";
            return;
        case JsonView::Kind::integer:
            append_json_integer(out, value.integer());
            return;
        case JsonView::Kind::big:
            append_json_integer(out, value.big());
            return;
        case JsonView::Kind::real:
            append_json_number(out, value.real());
            return;
        case JsonView::Kind::text:
            append_json_string(out, value.text());
            return;
        case JsonView::Kind::array:
            append_array(out, value);
            return;
        case JsonView::Kind::object:
            append_object(out, value);
            return;
    }
}

std::string canonical_json(JsonView value) {
    std::string out;
    append_canonical(out, value);
    return out;
}

}  // namespace hapax
