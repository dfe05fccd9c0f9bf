// How the bytes of a record lie. docs/formats/record.md says the same with a picture; a golden file locks it.
//
//   record  u32 length of body · u32 CRC32C over length and body · body
//   body    u8 format version · fields
//   field   varint (number << 1 | kind) · kind 0: varint · kind 1: varint length, bytes
//
// Rules
//   1. A number is never given another meaning. Readers skip numbers they do not know, so later writers may add some.
//   2. Zero and empty are not written; a field that is not there is zero or empty.
//   3. Instants are zigzag varints of microseconds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hapax::record_format {

inline constexpr std::uint8_t version = 1;
inline constexpr std::size_t prefix_bytes = 8;
inline constexpr std::size_t varint_bytes_max = 10;

enum class Kind : std::uint8_t { varint = 0, bytes = 1 };

enum Field : std::uint32_t {
    position = 1,
    stream_version = 2,
    operation_id = 3,  // 16 bytes
    caller_scope = 4,  // 8 bytes
    caller_issuer = 5,
    caller_subject = 6,
    fingerprint = 7,  // 32 bytes
    command_type = 8,
    method = 9,
    address = 10,
    resource = 11,
    stream_type = 12,
    stream_key = 13,
    expected_kind = 14,
    expected_version = 15,
    outcome = 16,
    reply = 17,  // ReplyField
    accepted_at = 18,
    decided_at = 19,
    attempts = 20,
    cause = 21,        // repeated
    correlation = 22,  // CorrelationField
    event = 23,        // repeated, EventField
    opened = 24,       // repeated, PendingField
    closed = 25,       // repeated, PendingField without due and payload
    likeness = 26,     // 32 bytes, of a guarded route only
};

enum ReplyField : std::uint32_t { reply_renderer = 1, reply_code = 2, reply_detail = 3, reply_fields = 4 };

enum CorrelationField : std::uint32_t {
    correlation_id = 1,
    causation_id = 2,
    traceparent = 3,
    connection = 4,
    client_name = 5,
    origin = 6,
    culture = 7,
    retries = 8,
    created_at = 9,
};

enum EventField : std::uint32_t { event_type = 1, event_schema = 2, event_payload = 3 };

enum PendingField : std::uint32_t { pending_kind = 1, pending_key = 2, pending_due = 3, pending_payload = 4 };

}  // namespace hapax::record_format
