#include "application/retention/horizon_file.hpp"

#include <array>
#include <limits>
#include <optional>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

constexpr std::uint32_t magic = 0x48585048;  // "HPXH"
constexpr std::uint32_t format_version = 1;
constexpr std::size_t crc_offset = 16;
constexpr std::size_t file_bytes = 20;
using Image = std::array<std::byte, file_bytes>;

std::uint32_t checksum(const Image& image) {
    return crc32c(0, std::span(image).first(crc_offset));
}

Image encode(std::int64_t deleted_through_ms) {
    Image image{};
    store_u32(image.data(), magic);
    store_u32(image.data() + 4, format_version);
    store_u64(image.data() + 8, static_cast<std::uint64_t>(deleted_through_ms));
    store_u32(image.data() + crc_offset, checksum(image));
    return image;
}

std::optional<std::int64_t> decode(const Image& image) {
    if (load_u32(image.data()) != magic || load_u32(image.data() + 4) != format_version) return std::nullopt;
    if (load_u32(image.data() + crc_offset) != checksum(image)) return std::nullopt;
    const std::uint64_t value = load_u64(image.data() + 8);
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace

HorizonFile::HorizonFile(Disk& disk, const std::string& directory)
    : disk_(disk), directory_(directory), path_(directory + "/horizon"), beside_(path_ + ".new") {}

Result<std::int64_t> HorizonFile::load() {
    const auto file = disk_.open(path_, Open::read);
    if (!file && file.error().code == disk_errc::not_found) return 0;
    if (!file) return pass_on(file);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    Image image{};
    const auto read = (*file)->read_at(0, image);
    if (!read) return pass_on(read);
    const auto value = *size == file_bytes && *read == file_bytes ? decode(image) : std::nullopt;
    if (!value) {
        return fail(horizon_errc::corrupt, path_ +
                                               ": it cannot be read, so nobody knows which ids have expired; put "
                                               "back a copy, or remove it to begin anew from the clock");
    }
    // A save that died between rename and sync left a name that only the page cache has. Whoever is refused by it must be
    // refused after a crash of the machine too.
    if (const auto synced = disk_.sync_directory(directory_); !synced) return pass_on(synced);
    return *value;
}

// Beside the old one, synced, then in its place.
Result<void> HorizonFile::save(std::int64_t deleted_through_ms) {
    HAPAX_ASSERT(deleted_through_ms >= 0, "deleted_through is a time since 1970");
    const auto file = fresh_file();
    if (!file) return pass_on(file);
    HAPAX_CRASHPOINT("horizon.created");
    if (const auto written = (*file)->write_at(0, encode(deleted_through_ms)); !written) return pass_on(written);
    HAPAX_CRASHPOINT("horizon.written");
    const auto synced = planted(Bug::horizon_without_sync) ? Result<void>{} : (*file)->sync();
    if (!synced) return pass_on(synced);
    HAPAX_CRASHPOINT("horizon.synced");
    if (const auto renamed = disk_.rename(beside_, path_); !renamed) return pass_on(renamed);
    HAPAX_CRASHPOINT("horizon.renamed");
    return disk_.sync_directory(directory_);
}

// What a save left behind that did not end is worth nothing.
Result<std::unique_ptr<File>> HorizonFile::fresh_file() {
    auto file = disk_.open(beside_, Open::create);
    if (file || !(file.error().code == disk_errc::exists)) return file;
    if (const auto removed = disk_.remove(beside_); !removed) return pass_on(removed);
    return disk_.open(beside_, Open::create);
}

}  // namespace hapax
