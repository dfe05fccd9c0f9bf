// A text → everything that is parsed from one short text: ids, times, cursors, tags, wishes, media types, the lock of
// events. Byte 0 is part of the text.
//
// Promises  what is parsed prints as a text that parses as the same, and printing is canonical: any two texts of the same
//           value print as one.
#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/field_values.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/events_lock.hpp"
#include "codec/json_string.hpp"
#include "codec/json_text.hpp"
#include "fuzz/target.hpp"
#include "kernel/list_cursor.hpp"
#include "kernel/model/pattern.hpp"

namespace hapax::fuzz {
namespace {

bool same_but_for_case(std::string_view text, std::string_view lower_case) {
    return http::same_word(text, lower_case);
}

void try_ids(std::string_view text) {
    const auto id = Uuid::parse(text);
    if (id) {
        HAPAX_ASSERT(same_but_for_case(text, id->text()), "an id prints as another");
        HAPAX_ASSERT(Uuid::parse(id->text()) == id, "an id reads as another");
    }
    const auto key = http::idempotency_key(text);
    HAPAX_ASSERT(!id || key == id, "an id is no Idempotency-Key");
    if (key) HAPAX_ASSERT(http::idempotency_key("\"" + key->text() + "\"") == key, "a quoted key is another");
    if (key && key->version() == 7) HAPAX_ASSERT(key->unix_ms().has_value(), "an id of version 7 has no time");
    if (text.size() >= 16) {
        Uuid any;
        std::memcpy(any.bytes.data(), text.data(), any.bytes.size());
        HAPAX_ASSERT(Uuid::parse(any.text()) == any, "an id of any bytes reads as another");
    }
}

template <class T>
void try_text(std::string_view text) {
    const auto value = JsonText<T>::parse(text);
    if (!value) return;
    std::string printed;
    JsonText<T>::append(printed, *value);
    const auto again = JsonText<T>::parse(printed);
    HAPAX_ASSERT(again && *again == *value, "a value that travels as a text comes back as another");
}

void try_cursors(std::string_view text) {
    if (const auto place = parse_place_cursor(text)) {
        HAPAX_ASSERT(parse_place_cursor(cursor_after(*place)) == place, "a cursor leads elsewhere");
    }
    if (const auto key = parse_key_cursor(text)) {
        HAPAX_ASSERT(cursor_after(std::string_view(*key)) == text, "a cursor is written in two ways");
    }
    HAPAX_ASSERT(parse_key_cursor(cursor_after(text)) == text, "a key is lost in its cursor");
}

void try_fields(std::string_view text) {
    if (const auto tag = http::strong_tag(text)) {
        HAPAX_ASSERT("\"" + std::to_string(*tag) + "\"" == text, "a tag is written in two ways");
        HAPAX_ASSERT(http::weak_tag("W/" + std::string(text)) == tag, "a weak tag is another");
    }
    (void)http::weak_tag(text);
    (void)http::preferences(text);
    (void)http::json_media_type(text);
    (void)http::retry_count(text);
    if (http::valid_traceparent(text)) {
        HAPAX_ASSERT(std::all_of(text.begin(), text.end(), http::value_character), "a trace breaks its line");
    }
    const std::string_view told = http::self_description(text, 64);
    HAPAX_ASSERT(told.size() <= 64 && valid_utf8(told), "a self-description is no text");
}

void try_lock(std::string_view text) {
    const LockCheck first = check_events_lock(text, {});
    if (!first.broken.empty()) return;
    const LockCheck second = check_events_lock(first.text, {});
    HAPAX_ASSERT(second.broken.empty() && !second.stale, "a lock that we wrote is stale");
}

}  // namespace

HAPAX_FUZZ_TARGET(texts) {
    const std::string text = exact_copy(input.take_rest());
    try_ids(text);
    try_text<OperationId>(text);
    try_text<Timestamp>(text);
    try_text<Position>(text);
    try_text<Version>(text);
    try_text<Caller>(text);
    try_cursors(text);
    try_fields(text);
    try_lock(text);
}

}  // namespace hapax::fuzz
