// FieldValues: what the value of a field must be to be that field at all; for the decoders of a record.
//
//   good = take(f.value(), commit.attempts);            // false: no record says that
//   good = take_event(f, commit.events);                // a field that has fields of its own
//
// Errors   a function answers false, and the record is malformed; what it has set by then is worth nothing.
// Threads  any.
// Source   docs/formats/record.md.
#pragma once

#include <cstring>

#include "codec/record/field_reader.hpp"
#include "codec/record/record.hpp"
#include "codec/record/record_format.hpp"

namespace hapax::record_fields {

namespace format = record_format;

constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1 ^ -(value & 1));
}

// Each take() answers whether the value can be that field at all.
inline bool take(std::uint64_t value, std::uint32_t& into) {
    into = static_cast<std::uint32_t>(value);
    return value <= UINT32_MAX;
}

template <class Enum>
bool take(std::uint64_t value, Enum& into, Enum first, Enum last) {
    into = static_cast<Enum>(value);
    return value >= static_cast<std::uint64_t>(first) && value <= static_cast<std::uint64_t>(last);
}

inline bool take(std::string_view bytes, void* into, std::size_t size) {
    if (bytes.size() != size) return false;
    std::memcpy(into, bytes.data(), size);
    return true;
}

inline bool take(const FieldReader& field, Timestamp& into) {
    into.us = unzigzag(field.value());
    return true;
}

template <class Text>
bool take(const FieldReader& field, Text& into) {
    into = field.bytes();
    return true;
}

inline bool take_operation(const FieldReader& field, OperationKey& key) {
    if (field.number() == format::operation_id) return take(field.bytes(), key.id.value.bytes.data(), 16);
    return take(field.bytes(), &key.scope.value, 8);
}

inline bool take_outcome(const FieldReader& field, Outcome& outcome) {
    return take(field.value(), outcome, Outcome::accomplished, Outcome::failed);
}

template <class Event>
bool decode_event(std::string_view fields, Event& event) {
    FieldReader f(fields);
    event.schema = 0;
    bool good = true;
    while (good && f.next()) {
        switch (f.number()) {
            case format::event_type:
                good = take(f, event.type);
                break;
            case format::event_schema:
                good = take(f.value(), event.schema);
                break;
            case format::event_payload:
                good = take(f, event.payload);
                break;
            default:
                break;
        }
    }
    return good && !f.failed();
}

template <class Events>
bool take_event(const FieldReader& field, Events& events) {
    return events.size() < record_events_max && decode_event(field.bytes(), events.emplace_back());
}

bool take_reply(const FieldReader& field, Reply& reply);
bool take_correlation(const FieldReader& field, Correlation& correlation);
bool take_pending(const FieldReader& field, std::vector<PendingItem>& opened, std::vector<PendingKey>& closed);

// What every record must be, whichever way it is decoded.
Result<void> judge(bool good, Position position, Version version, std::size_t events);

}  // namespace hapax::record_fields
