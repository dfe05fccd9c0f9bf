// Manifest: what a backup of a journal holds; the one file of a backup that is ever replaced, and always as a whole.
//
//   auto manifest = read_manifest(disk, "/backup/bank");       // nothing when there is none
//   write_manifest(disk, "/backup/bank", next);                // written beside, synced, renamed, directory synced
//
//   hapax-backup 1
//   store 0197a3c0-6d1e-7cc2-8a57-0242ac120002
//   taken 1763800000000000
//   segment 1 incarnation 89abcdef01234567 bytes 1048576 end 512 frame 9f8e7d6c crc32c 01234567
//   segment 2 …
//   crc32c 89abcdef
//
// A segment's file may be longer than `bytes`: what lies behind is another backup's that was never finished.
// Limits   manifest_bytes_max.
// Errors   store_errc::corrupt unless every byte is as it was written; disk_errc.
// Threads  one.
// Source   docs/formats/backup.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax::journal {

inline constexpr const char* manifest_name = "manifest";
inline constexpr std::size_t manifest_bytes_max = 64 << 20;

struct BackedSegment {
    std::uint32_t number = 0;
    std::uint64_t incarnation = 0;
    std::uint64_t bytes = 0;  // from the first one on; whole frames
    Mark end;                 // of the last frame in them
    std::uint32_t crc = 0;    // CRC32C over them
    friend bool operator==(const BackedSegment&, const BackedSegment&) = default;
};

struct Manifest {
    Uuid store_id;  // of the last segment
    Timestamp taken;
    std::vector<BackedSegment> segments;  // 1, 2, 3, …

    Mark end() const { return segments.empty() ? Mark{} : segments.back().end; }
    friend bool operator==(const Manifest&, const Manifest&) = default;
};

std::string encode(const Manifest& manifest);
std::optional<Manifest> decode_manifest(std::string_view text);

Result<std::optional<Manifest>> read_manifest(Disk& disk, const std::string& directory);
Result<void> write_manifest(Disk& disk, const std::string& directory, const Manifest& manifest);

}  // namespace hapax::journal
