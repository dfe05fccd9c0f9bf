#include "adapters/store/journal/tail_file.hpp"

#include <algorithm>
#include <cstring>

#include "adapters/store/journal/preparation.hpp"
#include "adapters/store/journal/segment_format.hpp"
#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax::journal {
namespace {

constexpr std::uint32_t magic = 0x54585048;  // "HPXT"
constexpr std::uint32_t format_version = 1;
constexpr std::size_t boot_id_offset = 48;
constexpr std::size_t boot_id_bytes = 64;
constexpr std::size_t crc_offset = boot_id_offset + boot_id_bytes;

std::string path_of(const std::string& directory) {
    return directory + "/" + tail_name;
}

}  // namespace

Result<std::optional<Tail>> read_tail(Disk& disk, const std::string& directory) {
    const auto file = disk.open(path_of(directory), Open::read);
    if (!file && file.error().code == disk_errc::not_found) return std::nullopt;
    if (!file) return pass_on(file);
    std::array<std::byte, sector_bytes> sector{};
    const auto read = (*file)->read_at(0, sector);
    if (!read) return pass_on(read);
    const std::byte* at = sector.data();
    if (load_u32(at) != magic || load_u32(at + 4) != format_version) return std::nullopt;
    if (load_u32(at + crc_offset) != crc32c(0, std::span(sector).first(crc_offset))) return std::nullopt;
    Tail tail;
    std::memcpy(tail.store_id.bytes.data(), at + 8, 16);
    tail.durable = {Position{load_u64(at + 24)}, load_u32(at + 32)};
    tail.segment = load_u32(at + 36);
    tail.end = load_u64(at + 40);
    const char* boot_id = reinterpret_cast<const char*>(at + boot_id_offset);
    tail.boot_id.assign(boot_id, strnlen(boot_id, boot_id_bytes));
    return tail;
}

Result<void> write_tail(Disk& disk, const std::string& directory, const Tail& tail) {
    auto file = TailFile::open(disk, directory, tail.boot_id);
    if (!file) return pass_on(file);
    return file->note(tail.store_id, tail.durable, tail.segment, tail.end);
}

Result<TailFile> TailFile::open(Disk& disk, const std::string& directory, const std::string& boot_id) {
    const std::string path = path_of(directory);
    auto file = disk.open(path, Open::write);
    if (!file && file.error().code == disk_errc::not_found) file = disk.open(path, Open::create);
    if (!file) return pass_on(file);
    HAPAX_CRASHPOINT("tail.opened");
    return TailFile(*std::move(file), boot_id);
}

TailFile::TailFile(std::unique_ptr<File> file, const std::string& boot_id) : file_(std::move(file)) {
    store_u32(sector_.data(), magic);
    store_u32(sector_.data() + 4, format_version);
    std::memcpy(sector_.data() + boot_id_offset, boot_id.data(), std::min(boot_id.size(), boot_id_bytes));
}

Result<void> TailFile::note(const Uuid& store_id, const Mark& durable, std::uint32_t segment, std::uint64_t end) {
    std::byte* at = sector_.data();
    std::memcpy(at + 8, store_id.bytes.data(), 16);
    store_u64(at + 24, durable.position.value);
    store_u32(at + 32, durable.frame_crc);
    store_u32(at + 36, segment);
    store_u64(at + 40, end);
    store_u32(at + crc_offset, crc32c(0, std::span(sector_).first(crc_offset)));
    if (const auto written = file_->write_at(0, sector_); !written) {
        return fatal_write("writing the tail file", written.error());
    }
    return {};
}

}  // namespace hapax::journal
