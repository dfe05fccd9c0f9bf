#include "adapters/store/journal/segment_format.hpp"

#include <charconv>
#include <cstring>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"

namespace hapax::journal {
namespace {

constexpr std::uint32_t magic = 0x53585048;  // "HPXS"
constexpr std::uint32_t format_version = 1;
constexpr std::uint32_t flag_loss_accepted = 1;
constexpr std::size_t crc_offset = 80;
constexpr std::size_t digits = 8;
constexpr std::string_view segment_suffix = ".seg";
constexpr std::string_view spare_suffix = ".prepared";

std::string numbered(std::uint64_t number, std::string_view suffix) {
    std::string text = std::to_string(number);
    if (text.size() < digits) text.insert(0, digits - text.size(), '0');
    return text.append(suffix);
}

std::optional<std::uint64_t> number_of(std::string_view name, std::string_view suffix) {
    if (name.size() < digits + suffix.size() || !name.ends_with(suffix)) return std::nullopt;
    name.remove_suffix(suffix.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size() || number == 0) return std::nullopt;
    return number;
}

}  // namespace

std::array<std::byte, segment_header_bytes> encode(const SegmentHeader& header) {
    std::array<std::byte, segment_header_bytes> bytes{};
    std::byte* at = bytes.data();
    store_u32(at, magic);
    store_u32(at + 4, format_version);
    store_u32(at + 8, header.number);
    store_u32(at + 12, header.loss_accepted ? flag_loss_accepted : 0);
    std::memcpy(at + 16, header.store_id.bytes.data(), 16);
    store_u64(at + 32, header.incarnation);
    store_u64(at + 40, header.begin.position.value);
    store_u32(at + 48, header.begin.frame_crc);
    store_u32(at + 52, header.number - 1);
    store_u64(at + 56, header.predecessor_incarnation);
    store_u64(at + 64, header.predecessor_end);
    store_u64(at + 72, static_cast<std::uint64_t>(header.started_at.us));
    store_u32(at + crc_offset, crc32c(0, std::span(bytes).first(crc_offset)));
    return bytes;
}

std::optional<SegmentHeader> decode_segment_header(std::span<const std::byte> bytes) {
    if (bytes.size() < crc_offset + 4) return std::nullopt;
    const std::byte* at = bytes.data();
    if (load_u32(at) != magic || load_u32(at + 4) != format_version) return std::nullopt;
    if (load_u32(at + crc_offset) != crc32c(0, bytes.first(crc_offset))) return std::nullopt;
    SegmentHeader header;
    header.number = load_u32(at + 8);
    header.loss_accepted = (load_u32(at + 12) & flag_loss_accepted) != 0;
    std::memcpy(header.store_id.bytes.data(), at + 16, 16);
    header.incarnation = load_u64(at + 32);
    header.begin = {Position{load_u64(at + 40)}, load_u32(at + 48)};
    header.predecessor_incarnation = load_u64(at + 56);
    header.predecessor_end = load_u64(at + 64);
    header.started_at.us = static_cast<std::int64_t>(load_u64(at + 72));
    return header;
}

std::string segment_name(std::uint32_t number) {
    return numbered(number, segment_suffix);
}

std::optional<std::uint32_t> segment_number(const std::string& name) {
    const auto number = number_of(name, segment_suffix);
    if (!number || *number > UINT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

std::string spare_name(std::uint64_t number) {
    return numbered(number, spare_suffix);
}

std::optional<std::uint64_t> spare_number(const std::string& name) {
    return number_of(name, spare_suffix);
}

}  // namespace hapax::journal
