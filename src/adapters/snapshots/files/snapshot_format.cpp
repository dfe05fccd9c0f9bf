#include "adapters/snapshots/files/snapshot_format.hpp"

#include <algorithm>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "kernel/planted.hpp"

namespace hapax::snapshots {
namespace {

constexpr std::size_t size_place = 4;
constexpr std::size_t version_place = 8;
constexpr std::size_t position_place = 16;
constexpr std::size_t frame_crc_place = 24;
constexpr std::size_t fold_place = 28;
constexpr std::size_t type_size_place = 36;
constexpr std::size_t key_size_place = 40;

void append(std::vector<std::byte>& out, const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::vector<std::byte> encode(const Snapshot& snapshot) {
    const auto& [stream, version, mark, fold_id, state] = snapshot;
    std::vector<std::byte> out(fixed_bytes);
    out.reserve(fixed_bytes + stream.type.size() + stream.key.size() + state.size());
    append(out, stream.type);
    append(out, stream.key);
    append(out, state);
    store_u32(out.data() + size_place, static_cast<std::uint32_t>(out.size() - header_bytes));
    store_u64(out.data() + version_place, version.value);
    store_u64(out.data() + position_place, mark.position.value);
    store_u32(out.data() + frame_crc_place, mark.frame_crc);
    store_u64(out.data() + fold_place, fold_id);
    store_u32(out.data() + type_size_place, static_cast<std::uint32_t>(stream.type.size()));
    store_u32(out.data() + key_size_place, static_cast<std::uint32_t>(stream.key.size()));
    store_u32(out.data(), crc32c(0, std::span(out).subspan(size_place)));
    return out;
}

std::optional<Snapshot> decode(std::span<const std::byte> entry) {
    if (entry.size() < fixed_bytes || entry_bytes(entry) != entry.size()) return std::nullopt;
    const bool intact = load_u32(entry.data()) == crc32c(0, entry.subspan(size_place));
    if (!intact && !planted(Bug::snapshot_without_checksum)) return std::nullopt;
    const std::size_t type_size = load_u32(entry.data() + type_size_place);
    const std::size_t key_size = load_u32(entry.data() + key_size_place);
    const auto texts = entry.subspan(fixed_bytes);
    if (type_size > texts.size() || key_size > texts.size() - type_size) return std::nullopt;
    Snapshot snapshot;
    snapshot.stream = {text(texts.first(type_size)), text(texts.subspan(type_size, key_size))};
    snapshot.version = Version{load_u64(entry.data() + version_place)};
    snapshot.mark = {Position{load_u64(entry.data() + position_place)}, load_u32(entry.data() + frame_crc_place)};
    snapshot.fold_id = load_u64(entry.data() + fold_place);
    snapshot.state = text(texts.subspan(type_size + key_size));
    return snapshot;
}

std::uint64_t entry_bytes(std::span<const std::byte> entry) {
    return header_bytes + std::uint64_t{load_u32(entry.data() + size_place)};
}

}  // namespace hapax::snapshots
