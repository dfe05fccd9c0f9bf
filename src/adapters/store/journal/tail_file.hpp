// TailFile: how far the journal was durable when the process last knew, written after every sync and never synced.
//
//   auto tail = read_tail(disk, directory);      // nothing when it says nothing (absent, garbage)
//   auto file = TailFile::open(disk, directory, boot_id);
//   file->note(store_id, mark, segment, end_offset);
//
// Under the boot id that wrote it the tail is exact, since the page cache outlives the process; under another it is a
// lower bound, for it was written only after the sync. A journal that is shorter than it has lost history.
// Format   one sector: u32 magic · u32 version · 16 bytes store id · u64 position · u32 frame CRC · u32 segment ·
//          u64 end offset · 64 bytes boot id · u32 CRC32C at 112.
// Errors   a failed write is fatal.
// Threads  one.
// Source   ARCHITECTURE.md, section 6; docs/decisions/0002-tail-file-by-pwrite.md.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax::journal {

struct Tail {
    Uuid store_id;
    Mark durable;
    std::uint32_t segment = 0;
    std::uint64_t end = 0;
    std::string boot_id;
};

Result<std::optional<Tail>> read_tail(Disk& disk, const std::string& directory);

// Says in another directory, where there is none, what a tail says.
Result<void> write_tail(Disk& disk, const std::string& directory, const Tail& tail);

class TailFile {
 public:
    static Result<TailFile> open(Disk& disk, const std::string& directory) {
        return open(disk, directory, disk.boot_id());
    }
    static Result<TailFile> open(Disk& disk, const std::string& directory, const std::string& boot_id);
    Result<void> note(const Uuid& store_id, const Mark& durable, std::uint32_t segment, std::uint64_t end);

 private:
    static constexpr std::size_t bytes = 512;

    TailFile(std::unique_ptr<File> file, const std::string& boot_id);

    std::unique_ptr<File> file_;
    std::array<std::byte, bytes> sector_{};
};

}  // namespace hapax::journal
