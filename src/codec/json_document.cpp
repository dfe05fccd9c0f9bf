#include "codec/json_document.hpp"

#include <charconv>
#include <new>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

namespace hapax {
namespace {

namespace json = boost::json;
using ErrorCode = json::error_code;

// Builds the tree and counts the members of the text. The tree keeps the last of two members with the same name, so a
// text with a repeated name leaves fewer members in the tree than it had.
struct TreeHandler {
    static constexpr std::size_t max_object_size = json_limits::members;
    static constexpr std::size_t max_array_size = json_limits::elements;
    static constexpr std::size_t max_key_size = json_limits::name_bytes;
    static constexpr std::size_t max_string_size = json_limits::text_bytes;

    json::value_stack stack;
    std::size_t members = 0;
    std::string number;  // parts of a number that came in pieces

    TreeHandler(json::storage_ptr memory, unsigned char* scratch, std::size_t scratch_bytes)
        : stack(std::move(memory), scratch, scratch_bytes) {}

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }
    bool on_object_begin(ErrorCode&) { return true; }
    bool on_object_end(std::size_t n, ErrorCode&) {
        members += n;
        stack.push_object(n);
        return true;
    }
    bool on_array_begin(ErrorCode&) { return true; }
    bool on_array_end(std::size_t n, ErrorCode&) {
        stack.push_array(n);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, ErrorCode&) {
        stack.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, ErrorCode&) {
        stack.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, ErrorCode&) {
        stack.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, ErrorCode&) {
        stack.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view part, ErrorCode&) {
        number.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t value, json::string_view, ErrorCode&) {
        number.clear();
        stack.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, json::string_view, ErrorCode&) {
        number.clear();
        stack.push_uint64(value);
        return true;
    }
    // The parser's own conversion may be off by one unit in the last place; from_chars is exact.
    bool on_double(double, json::string_view part, ErrorCode& error) {
        number.append(part.data(), part.size());
        double exact = 0;
        const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), exact);
        const bool whole = failed == std::errc{} && end == number.data() + number.size();
        number.clear();
        if (!whole) {
            error = json::error::exponent_overflow;
            return false;
        }
        stack.push_double(exact);
        return true;
    }
    bool on_bool(bool value, ErrorCode&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(ErrorCode&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, ErrorCode&) { return false; }
    bool on_comment(json::string_view, ErrorCode&) { return false; }
};

using Parser = json::basic_parser<TreeHandler>;

std::size_t members_of(const json::value& value) {
    std::size_t count = 0;
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) count += members_of(element);
    } else if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += members_of(member.value());
    }
    return count;
}

std::string sentence(const ErrorCode& error, std::size_t at) {
    const std::string place = " at byte " + std::to_string(at);
    if (error == json::error::too_deep) return "nested deeper than " + std::to_string(json_limits::depth) + place;
    if (error == json::error::object_too_large) return "an object has too many members" + place;
    if (error == json::error::array_too_large) return "an array has too many elements" + place;
    if (error == json::error::key_too_large) return "a member name is too long" + place;
    if (error == json::error::string_too_large) return "a text is too long" + place;
    if (error == json::error::exponent_overflow) return "a number is too large or too small" + place;
    if (error == json::error::illegal_leading_surrogate || error == json::error::illegal_trailing_surrogate) {
        return "a lone surrogate" + place;
    }
    if (error == json::error::incomplete) return "the text ends too early";
    return "not JSON" + place;
}

}  // namespace

struct JsonDocument::Storage {
    static constexpr std::size_t first_bytes = 4096;
    alignas(16) unsigned char first[first_bytes];
    json::monotonic_resource memory{first, first_bytes};
    json::value root = json::value(json::storage_ptr(&memory));
};

JsonDocument::JsonDocument() {
    static_assert(sizeof(Storage) <= storage_bytes && alignof(Storage) <= 16);
    open_ = new (storage_) Storage;
}

JsonDocument::~JsonDocument() {
    open_->~Storage();
}

std::optional<std::string> JsonDocument::parse(std::string_view text) {
    open_->root = nullptr;
    open_->memory.release();
    unsigned char scratch[2048];
    json::parse_options options;
    options.max_depth = json_limits::depth;
    Parser parser(options, json::storage_ptr(&open_->memory), scratch, sizeof scratch);
    parser.handler().stack.reset(&open_->memory);
    ErrorCode error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error) return sentence(error, used);
    if (used != text.size()) return "something follows the JSON value at byte " + std::to_string(used);
    open_->root = parser.handler().stack.release();
    if (parser.handler().members != members_of(open_->root)) return "a member name appears twice in one object";
    return std::nullopt;
}

JsonView JsonDocument::root() const {
    return JsonView(open_->root);
}

json::value& JsonDocument::tree() {
    return open_->root;
}

}  // namespace hapax
