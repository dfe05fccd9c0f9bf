// Snapshots in a fixed number of files: each file is a log of snapshots of the streams that hash to it.
//
//   auto snapshots = open_file_snapshots(*disk, "data/snapshots");
//
// A put appends; the last one of a stream counts. What finds them is in memory, read from the files at open. A file
// that has doubled is written anew without what is out of date. Nothing is ever synced and every entry has a checksum:
// what a crash tore is ignored, and whatever is behind it in the same file too.
//
// Limits   snapshot_files, snapshot_bytes_max, snapshot_file_bytes_max (then the oldest snapshots go).
// Errors   put(): snapshot_errc::not_written, nothing happened; store_errc::too_large. newest(): none, what cannot be
//          read is not there. open: those of the disk.
// Threads  any. No lock is held while the disk works: a put that meets another one in the same file is dropped.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <memory>
#include <string>

#include "ports/driven/disk.hpp"
#include "ports/driven/snapshots.hpp"

namespace hapax {

namespace snapshot_errc {
inline constexpr ErrorCode not_written{"snapshot-not-written", Handling::retry};
}

inline constexpr std::size_t snapshot_files = 64;  // as a service has them; the same number at every start
inline constexpr std::size_t snapshot_bytes_max = 16 << 20;
inline constexpr std::uint64_t snapshot_file_bytes_max = 512 << 20;

// The disk must outlive the snapshots; the directory must belong to this process.
Result<std::unique_ptr<Snapshots>> open_file_snapshots(Disk& disk, const std::string& directory,
                                                       std::size_t files = snapshot_files);

}  // namespace hapax
