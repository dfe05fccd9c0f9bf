#include "adapters/store/journal/manifest.hpp"

#include <array>
#include <cinttypes>
#include <cstdio>

#include "adapters/store/journal/copy_file.hpp"
#include "codec/crc32c.hpp"

namespace hapax::journal {
namespace {

constexpr std::size_t line_bytes_max = 256;

std::uint32_t crc_of(std::string_view text) {
    return crc32c(0, std::as_bytes(std::span(text)));
}

template <class... Values>
void add_line(std::string& text, const char* form, Values... values) {
    std::array<char, line_bytes_max> line{};
    const int length = std::snprintf(line.data(), line.size(), form, values...);
    text.append(line.data(), static_cast<std::size_t>(length)).append("\n");
}

// The line up to the next newline, which it takes off; nothing when there is none.
std::optional<std::string> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || end >= line_bytes_max) return std::nullopt;
    std::string line(text.substr(0, end));
    text.remove_prefix(end + 1);
    return line;
}

std::optional<BackedSegment> segment_of(const std::string& line) {
    BackedSegment segment;
    std::uint64_t position = 0;
    const int fields = std::sscanf(line.c_str(),
                                   "segment %" SCNu32 " incarnation %" SCNx64 " bytes %" SCNu64 " end %" SCNu64
                                   " frame %" SCNx32 " crc32c %" SCNx32,
                                   &segment.number, &segment.incarnation, &segment.bytes, &position,
                                   &segment.end.frame_crc, &segment.crc);
    segment.end.position = Position{position};
    return fields == 6 ? std::optional(segment) : std::nullopt;
}

}  // namespace

std::string encode(const Manifest& manifest) {
    std::string text = "hapax-backup 1\n";
    add_line(text, "store %s", manifest.store_id.text().c_str());
    add_line(text, "taken %" PRId64, manifest.taken.us);
    for (const BackedSegment& segment : manifest.segments) {
        add_line(text,
                 "segment %" PRIu32 " incarnation %016" PRIx64 " bytes %" PRIu64 " end %" PRIu64 " frame %08" PRIx32
                 " crc32c %08" PRIx32,
                 segment.number, segment.incarnation, segment.bytes, segment.end.position.value, segment.end.frame_crc,
                 segment.crc);
    }
    add_line(text, "crc32c %08" PRIx32, crc_of(text));
    return text;
}

// What was read must be, written again, the same text: nothing else is a manifest.
std::optional<Manifest> decode_manifest(std::string_view text) {
    const std::string_view whole = text;
    Manifest manifest;
    const auto name = take_line(text);
    const auto store = take_line(text);
    const auto taken = take_line(text);
    if (!name || !store || !taken || !store->starts_with("store ")) return std::nullopt;
    const auto id = Uuid::parse(std::string_view(*store).substr(6));
    if (!id || std::sscanf(taken->c_str(), "taken %" SCNd64, &manifest.taken.us) != 1) return std::nullopt;
    manifest.store_id = *id;
    while (text.starts_with("segment ")) {
        const auto line = take_line(text);
        const auto segment = line ? segment_of(*line) : std::nullopt;
        if (!segment || segment->number != manifest.segments.size() + 1) return std::nullopt;
        manifest.segments.push_back(*segment);
    }
    if (encode(manifest) != whole) return std::nullopt;
    return manifest;
}

Result<std::optional<Manifest>> read_manifest(Disk& disk, const std::string& directory) {
    const std::string path = directory + "/" + manifest_name;
    const auto file = disk.open(path, Open::read);
    if (!file && file.error().code == disk_errc::not_found) return std::nullopt;
    if (!file) return pass_on(file);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    const auto damaged = [&] { return fail(store_errc::corrupt, path + ": the manifest is damaged"); };
    if (*size > manifest_bytes_max) return damaged();
    std::string text(static_cast<std::size_t>(*size), '\0');
    const auto read = (*file)->read_at(0, std::as_writable_bytes(std::span(text)));
    if (!read) return pass_on(read);
    text.resize(*read);
    auto manifest = decode_manifest(text);
    if (!manifest) return damaged();
    return manifest;
}

Result<void> write_manifest(Disk& disk, const std::string& directory, const Manifest& manifest) {
    const std::string path = directory + "/" + manifest_name;
    const std::string beside = path + ".new";
    const auto file = create_anew(disk, beside);
    if (!file) return pass_on(file);
    const std::string text = encode(manifest);
    if (text.size() > manifest_bytes_max) return fail(store_errc::too_large, path + ": too many segments");
    if (auto written = (*file)->write_at(0, std::as_bytes(std::span(text))); !written) return written;
    if (auto synced = (*file)->sync(); !synced) return synced;
    if (auto renamed = disk.rename(beside, path); !renamed) return renamed;
    return disk.sync_directory(directory);
}

}  // namespace hapax::journal
