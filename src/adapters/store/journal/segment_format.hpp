// How a segment file begins, and what the files of a journal are called. docs/formats/journal.md has the picture.
//
//   0    u32 magic · u32 format version · u32 number · u32 flags
//   16   16 bytes store id
//   32   u64 incarnation · u64 begin position · u32 begin CRC · u32 predecessor's number
//   56   u64 predecessor's incarnation · u64 predecessor's end offset · i64 started at (µs)
//   80   u32 CRC32C of all that is before
//
// Units    offsets in bytes; frames begin at segment_header_bytes, on sectors.
// Errors   decode answers nothing unless every byte is as it was written.
// Threads  values.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>

#include "ports/driven/event_store.hpp"

namespace hapax::journal {

inline constexpr std::size_t sector_bytes = 512;
inline constexpr std::size_t segment_header_bytes = sector_bytes;
inline constexpr std::uint64_t segment_bytes_max = std::uint64_t{1} << 31;  // addresses have 32 bits of offset

struct SegmentHeader {
    std::uint32_t number = 0;  // 1, 2, 3, …
    Uuid store_id;
    std::uint64_t incarnation = 0;  // random: nothing that a client sends can look like a frame of this segment
    Mark begin;                     // the last record before this segment, and its frame's CRC
    std::uint64_t predecessor_incarnation = 0;
    std::uint64_t predecessor_end = 0;  // what lies beyond it in the segment before is not part of the journal
    Timestamp started_at;               // of the process that wrote it
    bool loss_accepted = false;         // the store id may differ from the predecessor's
    friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

std::array<std::byte, segment_header_bytes> encode(const SegmentHeader& header);
std::optional<SegmentHeader> decode_segment_header(std::span<const std::byte> bytes);

std::string segment_name(std::uint32_t number);                        // "00000012.seg"
std::optional<std::uint32_t> segment_number(const std::string& name);  // of such a name
std::string spare_name(std::uint64_t number);                          // "00000003.prepared"
std::optional<std::uint64_t> spare_number(const std::string& name);    // of such a name
inline constexpr const char* preparing_name = "preparing";
inline constexpr const char* tail_name = "tail";

}  // namespace hapax::journal
