// HorizonFile: deleted_through on disk, so that a restart forgets nothing that was said to be gone.
//
//   HorizonFile file(disk, "data");             // data/horizon
//   Result<std::int64_t> ms = file.load();      // 0 when there is none yet; durable when it returns
//   file.save(ms);                              // durable when it returns
//
// Bytes    u32 "HPXH", u32 version 1, u64 milliseconds, u32 CRC32C of what is before it; little endian.
// Crash    at any point: the file is the old or the new one, whole. A save that failed may be repeated.
// Errors   load: horizon_errc::corrupt with path and advice, or the disk's; save: the disk's.
// Threads  one at a time.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <cstdint>
#include <string>

#include "ports/driven/disk.hpp"

namespace hapax {

namespace horizon_errc {
inline constexpr ErrorCode corrupt{"horizon-corrupt", Handling::park};
}  // namespace horizon_errc

class HorizonFile {
 public:
    HorizonFile(Disk& disk, const std::string& directory);

    Result<std::int64_t> load();
    Result<void> save(std::int64_t deleted_through_ms);

 private:
    Result<std::unique_ptr<File>> fresh_file();

    Disk& disk_;
    std::string directory_;
    std::string path_;
    std::string beside_;
};

}  // namespace hapax
