// How a frame lies in its segment: a header, the records of one batch back to back, zeros up to the next sector.
//
//   0    u32 magic · u8 format version · u8 kind · u16 zero
//   8    16 bytes store id · u64 segment incarnation
//   32   u64 first position · u32 records · u32 payload bytes
//   48   u32 previous frame's CRC · u32 this frame's CRC · u32 zero · u32 header CRC
//   64   records
//
// The frame's CRC is over the records' CRCs, first position, counts and the previous frame's CRC, and over nothing
// that changes when recovery copies the frame into another segment: marks that others keep stay true. The header CRC
// is over the header, so over the frame's CRC, so over all. A seal is a frame without records.
// Threads  values.
#pragma once

#include <optional>
#include <span>

#include "adapters/store/journal/segment_format.hpp"

namespace hapax::journal {

inline constexpr std::size_t frame_header_bytes = 64;
inline constexpr std::uint32_t frame_records_max = 4096;
inline constexpr std::size_t frame_payload_max = 32 << 20;

enum class FrameKind : std::uint8_t { data = 1, seal = 2 };

struct FrameHeader {
    FrameKind kind = FrameKind::data;
    Uuid store_id;
    std::uint64_t incarnation = 0;
    Position first;
    std::uint32_t records = 0;
    std::uint32_t payload_bytes = 0;
    std::uint32_t previous_crc = 0;
    std::uint32_t crc = 0;

    Position last() const { return Position{first.value + records - 1}; }
    Mark mark() const { return {last(), crc}; }
    std::uint64_t frame_bytes() const {
        return (frame_header_bytes + payload_bytes + sector_bytes - 1) / sector_bytes * sector_bytes;
    }
    bool belongs_to(const SegmentHeader& segment) const {
        return store_id == segment.store_id && incarnation == segment.incarnation;
    }
    friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

void encode(const FrameHeader& header, std::span<std::byte, frame_header_bytes> into);
std::optional<FrameHeader> decode_frame_header(std::span<const std::byte> bytes);

// The frame's CRC out of the CRC over its records' CRCs, as extend_records_crc() gathers it from 0.
std::uint32_t extend_records_crc(std::uint32_t records_crc, std::uint32_t record_crc);
std::uint32_t frame_crc(std::uint32_t records_crc, const FrameHeader& header);

// Are these payload bytes what the header says: so many whole records, each as its CRC says, and the frame's CRC?
bool payload_is_intact(const FrameHeader& header, std::span<const std::byte> payload);

}  // namespace hapax::journal
