#include "adapters/store/journal/copy_file.hpp"

#include <algorithm>
#include <vector>

#include "codec/crc32c.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax::journal {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;

Result<std::uint32_t> each_piece(File& source, ByteRange range, std::uint32_t crc, const std::string& path,
                                 File* target) {
    if (range.from >= range.to) return crc;
    std::vector<std::byte> buffer(
        static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, range.to - range.from)));
    for (std::uint64_t offset = range.from; offset < range.to; offset += buffer.size()) {
        const auto piece = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), range.to - offset));
        const auto read = source.read_at(offset, piece);
        if (!read) return pass_on(read);
        if (*read < piece.size()) {
            return fail(store_errc::corrupt, path + ": it ends at offset " + std::to_string(offset + *read) +
                                                 ", before offset " + std::to_string(range.to));
        }
        crc = crc32c(crc, piece);
        if (target == nullptr) continue;
        if (const auto written = target->write_at(offset, piece); !written) return pass_on(written);
    }
    return crc;
}

}  // namespace

Result<std::unique_ptr<File>> create_anew(Disk& disk, const std::string& path) {
    auto file = disk.open(path, Open::create);
    if (file || file.error().code != disk_errc::exists) return file;
    if (const auto removed = disk.remove(path); !removed) return pass_on(removed);
    return disk.open(path, Open::create);
}

Result<std::uint32_t> copy_bytes(File& source, File& target, ByteRange range, std::uint32_t crc,
                                 const std::string& path) {
    return each_piece(source, range, crc, path, &target);
}

Result<std::uint32_t> checksum(File& source, ByteRange range, std::uint32_t crc, const std::string& path) {
    return each_piece(source, range, crc, path, nullptr);
}

}  // namespace hapax::journal
