// MirroredDisk: a Disk that does every change below one directory in a second one too, so that a journal has two copies.
//
//   MirroredDisk both(disk, "data/journal", "/second/journal");
//   auto file = both.open("data/journal/00000001.seg", Open::write);     // both files
//   file->write_at(0, bytes);                                            // first data/journal, then /second/journal
//   file->sync();                                                        // both at once; returns when both have
//
// What is read, listed and measured is the first copy. Paths elsewhere (witness, archive) go to the disk as they are.
// The two must be equal when it is made: mirror.hpp sees to that.
// Errors   an error of either side; what the other side did then is for the next start to find. The one that is undone
//          is a create that only the first side could do, for a full disk passes.
//          The second directory is never made: disk_errc::not_found when it is not there.
// Threads  as Disk and File say.
// Source   docs/decisions/0027-the-mirror-is-a-disk-that-writes-twice.md.
#pragma once

#include <optional>

#include "ports/driven/disk.hpp"

namespace hapax::journal {

class MirroredDisk final : public Disk {
 public:
    MirroredDisk(Disk& disk, std::string directory, std::string mirror)
        : disk_(disk), directory_(std::move(directory)), mirror_(std::move(mirror)) {}

    Result<std::unique_ptr<File>> open(const std::string& path, Open mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& directory) override { return disk_.list(directory); }
    Result<void> make_directory(const std::string& path) override;
    Result<void> sync_directory(const std::string& path) override;
    Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory) override;
    std::string boot_id() override { return disk_.boot_id(); }

 private:
    // Where the second copy of a path lies; nothing when it has none.
    std::optional<std::string> twin_of(const std::string& path) const;

    Disk& disk_;
    const std::string directory_;
    const std::string mirror_;
};

}  // namespace hapax::journal
