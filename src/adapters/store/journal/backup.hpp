// Backup: a second journal elsewhere, brought up to date from a service that runs, segment by segment.
//
//   auto report = back_up(disk, "data/journal", "/backup/bank", now);        // closed segments once, then what is new
//   auto report = verify_backup(disk, "/backup/bank");                        // every byte
//   auto report = restore_journal(disk, "/backup/bank", "data", std::nullopt);
//
// What is in it   everything that was acknowledged when back_up() began.
// At any moment   the manifest names whole frames that are synced. Segments only grow, behind what it names; so whoever
//                 dies in a backup leaves the one before.
// Restore         copies to `<data>/journal.restoring`, verifies all of it there, and renames that: a journal is there
//                 wholly or not at all. It takes a backup, an archive or a mirror that nobody uses. `until` ends with
//                 the last frame that holds nothing later. The witness is not touched: it judges at the next start.
// Errors   store_errc::corrupt with the file; wrong_store and history_lost when the directory holds another journal's
//          backup, or a later one; disk-locked; disk-exists when there is a journal already, or something else where
//          a new backup is to be; disk_errc.
// Threads  one.
// Source   docs/decisions/0028-a-backup-grows-behind-its-manifest.md; docs/formats/backup.md.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax {

struct BackupReport {
    Uuid store_id;
    std::uint32_t segments = 0;
    std::uint64_t bytes = 0;
    std::uint64_t copied_bytes = 0;  // by this call
    Mark end;
    Timestamp taken;
};
using BackupProgress = std::function<void(const BackupReport&)>;

Result<BackupReport> back_up(Disk& disk, const std::string& journal, const std::string& target, Timestamp taken,
                             const BackupProgress& progress = {});
Result<BackupReport> verify_backup(Disk& disk, const std::string& directory, const BackupProgress& progress = {});
Result<BackupReport> restore_journal(Disk& disk, const std::string& from, const std::string& data,
                                     std::optional<Position> until, const BackupProgress& progress = {});

// Whether there is a backup.
Result<bool> is_backup(Disk& disk, const std::string& directory);

}  // namespace hapax
