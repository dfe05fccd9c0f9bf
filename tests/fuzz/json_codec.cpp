// A text → the JSON codec.
//
// Promises  canonical form reads as the same value and is its own canonical form; members in another order and other
//           escapes give the same canonical form, so the same fingerprint; what we accept Boost.JSON's own strict parser
//           accepts as the same value; what only it accepts we refuse for a reason that we document.
#include <bit>
#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "codec/canonical.hpp"
#include "codec/digest.hpp"
#include "codec/json_document.hpp"
#include "codec/json_number.hpp"
#include "codec/json_string.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

namespace json = boost::json;

void append_escaped(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out.append("\\u00").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
        } else {
            out += c;
        }
    }
    out += '"';
}

// The same value in other words: members from last to first, every ASCII character escaped, blanks everywhere.
void append_otherwise(std::string& out, JsonView value) {
    out += "\t \r\n";
    if (value.kind() == JsonView::Kind::text) {
        append_escaped(out, value.text());
    } else if (value.kind() == JsonView::Kind::array) {
        out += '[';
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i != 0) out += ',';
            append_otherwise(out, value.element(i));
        }
        out += ']';
    } else if (value.kind() == JsonView::Kind::object) {
        out += '{';
        for (std::size_t i = value.size(); i-- > 0;) {
            append_escaped(out, value.member(i).name);
            out += " :";
            append_otherwise(out, value.member(i).value);
            if (i != 0) out += " ,";
        }
        out += '}';
    } else {
        append_canonical(out, value);
    }
    out += ' ';
}

// Boost.JSON 1.81 rounds many numbers to a neighbour of the nearest double, and the
// greatest ones to infinity; we do not.
bool near(double ours, double theirs) {
    if (std::isnan(theirs)) return ours == 0;  // zero times ten to a large power
    if (std::isinf(theirs)) return std::abs(ours) > 1e308 && (ours > 0) == (theirs > 0);
    return std::abs(ours - theirs) <= std::max(std::abs(ours) * 1e-12, 1e-307);
}

bool same(JsonView ours, JsonView theirs) {
    if (ours.kind() != theirs.kind()) return false;
    switch (ours.kind()) {
        case JsonView::Kind::real:
            return near(ours.real(), theirs.real());
        case JsonView::Kind::array:
            for (std::size_t i = 0; i < ours.size(); ++i) {
                if (i >= theirs.size() || !same(ours.element(i), theirs.element(i))) return false;
            }
            return ours.size() == theirs.size();
        case JsonView::Kind::object:
            for (std::size_t i = 0; i < ours.size(); ++i) {
                const auto other = theirs.find(ours.member(i).name);
                if (!other || !same(ours.member(i).value, *other)) return false;
            }
            return ours.size() == theirs.size();
        default:
            return canonical_json(ours) == canonical_json(theirs);
    }
}

bool documented(std::string_view why) {
    for (const std::string_view reason :
         {"appears twice", "too large or too small", "nested deeper", "too many", "too long"}) {
        if (why.find(reason) != std::string_view::npos) return true;
    }
    return false;
}

void compare_with_boost(const std::optional<std::string>& refused, const JsonDocument& document,
                        const std::string& text) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = json_limits::depth;
    const json::value theirs = json::parse(text, error, {}, options);
    if (!refused) {
        HAPAX_ASSERT(!error, "we accept what Boost.JSON refuses");
        HAPAX_ASSERT(same(document.root(), JsonView(theirs)), "we read another value than Boost.JSON");
    } else if (!error) {
        HAPAX_ASSERT(documented(*refused), "we refuse what Boost.JSON accepts, and do not say why");
    }
}

// An integer or a real keeps its value; what is written is what ECMAScript writes.
void check_numbers(double number) {
    if (!std::isfinite(number)) return;
    std::string text;
    append_json_number(text, number);
    JsonDocument document;
    HAPAX_ASSERT(!document.parse(text), "a number that we write is not JSON");
    const double again = document.root().real();
    HAPAX_ASSERT(again == number, "a number that we write reads as another");
}

}  // namespace

HAPAX_FUZZ_TARGET(json_codec) {
    const std::string text = exact_copy(input.take_rest());
    JsonDocument document;
    const auto refused = document.parse(text);
    compare_with_boost(refused, document, text);
    if (text.size() == sizeof(double)) {
        double number = 0;
        std::memcpy(&number, text.data(), sizeof number);
        check_numbers(number);
    }
    std::string quoted;
    append_json_string(quoted, text);
    JsonDocument other;
    HAPAX_ASSERT(!other.parse(quoted), "a text that we quote is not JSON");
    if (refused) return;

    const std::string canonical = canonical_json(document.root());
    HAPAX_ASSERT(!other.parse(canonical), "the canonical form is not JSON");
    HAPAX_ASSERT(canonical_json(other.root()) == canonical, "the canonical form is not its own canonical form");
    std::string otherwise;
    append_otherwise(otherwise, document.root());
    HAPAX_ASSERT(!other.parse(otherwise), "the same value in other words is refused");
    const std::string again = canonical_json(other.root());
    HAPAX_ASSERT(again == canonical, "the same value in other words has another canonical form");
    HAPAX_ASSERT(fingerprint("PUT", "/a", again) == fingerprint("PUT", "/a", canonical), "two fingerprints of a value");
}

}  // namespace hapax::fuzz
