// Records: the binary form of a commit, with its checksum. One record of the journal is one commit.
//
//   buffer.resize(record_size(commit, position, version));
//   write_record(commit, position, version, buffer);            // no allocation
//   Result<RecordBody> body = open_record(bytes);               // length, checksum, format version
//   decode_view(body->fields, view);                            // views into `bytes`; view's vectors are reused
//   Result<StoredCommit> stored = decode_stored(body->fields);  // owns its strings
//
// Errors   record_errc: `truncated` when bytes are missing at the end, `checksum` when they are not what was written,
//          `malformed` when they are but make no sense, `unknown_version` when a later hapax wrote them. No input is
//          undefined behaviour.
// Limits   record_bytes_max and record_events_max.
// Threads  any.
// Source   ARCHITECTURE.md, section 6; docs/formats/record.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/commit.hpp"
#include "kernel/error.hpp"
#include "kernel/record_view.hpp"

namespace hapax {

namespace record_errc {
inline constexpr ErrorCode truncated{"record-truncated", Handling::fatal};
inline constexpr ErrorCode checksum{"record-checksum", Handling::fatal};
inline constexpr ErrorCode malformed{"record-malformed", Handling::fatal};
inline constexpr ErrorCode unknown_version{"record-unknown-version", Handling::fatal};
}  // namespace record_errc

inline constexpr std::size_t record_bytes_max = 16 << 20;
inline constexpr std::size_t record_events_max = 65536;

// The bytes that write_record() will need, prefix included; may be above record_bytes_max (the caller refuses then).
std::size_t record_size(const Commit& commit, Position position, Version version);

// Fills `into`, which is exactly record_size() bytes; answers the record's CRC.
std::uint32_t write_record(const Commit& commit, Position position, Version version, std::span<std::byte> into);

struct RecordBody {
    std::span<const std::byte> fields;
    std::size_t record_bytes = 0;  // with the prefix: where the next record begins
    std::uint32_t crc = 0;
};

// The length of the record that begins here, from its first four bytes; it is not verified yet.
Result<std::size_t> record_length(std::span<const std::byte> bytes);

// The record that begins here, verified; bytes after it are ignored.
Result<RecordBody> open_record(std::span<const std::byte> bytes);

Result<void> decode_view(std::span<const std::byte> fields, RecordView& view);
Result<StoredCommit> decode_stored(std::span<const std::byte> fields);

// Only what the set of pending items needs; both vectors are cleared first.
struct PendingChanges {
    std::vector<PendingItem> opened;
    std::vector<PendingKey> closed;
};
Result<void> decode_pending(std::span<const std::byte> fields, PendingChanges& changes);

}  // namespace hapax
