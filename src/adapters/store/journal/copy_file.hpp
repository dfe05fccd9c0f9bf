// Copies of files, in pieces, with their checksum.
//
//   auto target = create_anew(disk, path);                      // whatever had the name is gone, a link included
//   auto crc = copy_bytes(*source, *target, {from, to}, crc);   // → CRC32C, continued
//   auto crc = checksum(*file, {0, bytes}, 0);
//
// Nothing is synced here.
// Errors   store_errc::corrupt when the source is too short, with `path`; disk_errc.
// Threads  one.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ports/driven/disk.hpp"

namespace hapax::journal {

struct ByteRange {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};

Result<std::unique_ptr<File>> create_anew(Disk& disk, const std::string& path);
Result<std::uint32_t> copy_bytes(File& source, File& target, ByteRange range, std::uint32_t crc,
                                 const std::string& path);
Result<std::uint32_t> checksum(File& source, ByteRange range, std::uint32_t crc, const std::string& path);

}  // namespace hapax::journal
