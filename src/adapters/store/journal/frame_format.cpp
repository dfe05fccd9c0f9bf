#include "adapters/store/journal/frame_format.hpp"

#include <cstring>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/record.hpp"

namespace hapax::journal {
namespace {

constexpr std::uint32_t magic = 0x46585048;  // "HPXF"
constexpr std::uint8_t format_version = 1;
constexpr std::size_t crc_offset = 60;

// A seal has no records and the CRC of the frame before it; both kinds stay within the limits.
bool makes_sense(const FrameHeader& header) {
    if (header.kind == FrameKind::seal) return header.records == 0 && header.payload_bytes == 0;
    return header.kind == FrameKind::data && header.records > 0 && header.records <= frame_records_max &&
           header.payload_bytes > 0 && header.payload_bytes <= frame_payload_max && header.first.value > 0;
}

}  // namespace

void encode(const FrameHeader& header, std::span<std::byte, frame_header_bytes> into) {
    std::byte* at = into.data();
    std::memset(at, 0, frame_header_bytes);
    store_u32(at, magic);
    at[4] = std::byte{format_version};
    at[5] = static_cast<std::byte>(header.kind);
    std::memcpy(at + 8, header.store_id.bytes.data(), 16);
    store_u64(at + 24, header.incarnation);
    store_u64(at + 32, header.first.value);
    store_u32(at + 40, header.records);
    store_u32(at + 44, header.payload_bytes);
    store_u32(at + 48, header.previous_crc);
    store_u32(at + 52, header.crc);
    store_u32(at + crc_offset, crc32c(0, into.first(crc_offset)));
}

std::optional<FrameHeader> decode_frame_header(std::span<const std::byte> bytes) {
    if (bytes.size() < frame_header_bytes) return std::nullopt;
    const std::byte* at = bytes.data();
    if (load_u32(at) != magic || at[4] != std::byte{format_version}) return std::nullopt;
    if (load_u32(at + crc_offset) != crc32c(0, bytes.first(crc_offset))) return std::nullopt;
    FrameHeader header;
    header.kind = static_cast<FrameKind>(at[5]);
    std::memcpy(header.store_id.bytes.data(), at + 8, 16);
    header.incarnation = load_u64(at + 24);
    header.first.value = load_u64(at + 32);
    header.records = load_u32(at + 40);
    header.payload_bytes = load_u32(at + 44);
    header.previous_crc = load_u32(at + 48);
    header.crc = load_u32(at + 52);
    if (!makes_sense(header)) return std::nullopt;
    return header;
}

std::uint32_t extend_records_crc(std::uint32_t records_crc, std::uint32_t record_crc) {
    std::byte bytes[4];
    store_u32(bytes, record_crc);
    return crc32c(records_crc, bytes);
}

std::uint32_t frame_crc(std::uint32_t records_crc, const FrameHeader& header) {
    std::byte bytes[20];
    store_u64(bytes, header.first.value);
    store_u32(bytes + 8, header.records);
    store_u32(bytes + 12, header.payload_bytes);
    store_u32(bytes + 16, header.previous_crc);
    return crc32c(records_crc, bytes);
}

bool payload_is_intact(const FrameHeader& header, std::span<const std::byte> payload) {
    if (payload.size() != header.payload_bytes) return false;
    std::uint32_t records_crc = 0;
    std::uint32_t records = 0;
    for (; !payload.empty(); ++records) {
        const auto record = open_record(payload);
        if (!record) return false;
        records_crc = extend_records_crc(records_crc, record->crc);
        payload = payload.subspan(record->record_bytes);
    }
    if (header.kind == FrameKind::seal) return header.crc == header.previous_crc;
    return records == header.records && header.crc == frame_crc(records_crc, header);
}

}  // namespace hapax::journal
