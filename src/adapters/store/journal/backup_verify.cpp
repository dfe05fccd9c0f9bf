// verify_backup(): every byte that the manifest names, and every frame in them.

#include "adapters/store/journal/backup.hpp"
#include "adapters/store/journal/manifest.hpp"
#include "adapters/store/journal/recovery.hpp"
#include "adapters/store/journal/segment_check.hpp"

namespace hapax {
namespace journal {
namespace {

std::unexpected<Error> damaged(const std::string& path, const std::string& what) {
    return fail(store_errc::corrupt, path + ": " + what);
}

class BackupCheck {
 public:
    BackupCheck(Disk& disk, const std::string& directory) : disk_(disk), directory_(directory) {}

    // The segment as the manifest has it; its successor says where it has to end.
    Result<void> segment(const BackedSegment& backed) {
        const std::string path = directory_ + "/" + segment_name(backed.number);
        const auto header = read_header(disk_, path);
        if (!header && header.error().code == disk_errc::not_found) return damaged(path, "it is missing");
        if (!header) return pass_on(header);
        const auto follows = check_succession(path, *header, before_ ? &*before_ : nullptr);
        if (!follows) return follows;
        if (header->incarnation != backed.incarnation) return damaged(path, "it is not the segment of the manifest");
        const bool joins = !before_ || (header->begin == end_ && header->predecessor_end == bytes_);
        if (!joins) return damaged(path, "the segment before it ends elsewhere");
        const auto file = disk_.open(path, Open::read);
        if (!file) return pass_on(file);
        const auto found = check_backed(**file, path, *header, {segment_header_bytes, backed.bytes}, header->begin);
        if (!found) return pass_on(found);
        if (*found != backed) return damaged(path, "it has another checksum than in the manifest");
        before_ = *header;
        end_ = found->end;
        bytes_ = backed.bytes;
        return {};
    }

 private:
    Disk& disk_;
    const std::string& directory_;
    std::optional<SegmentHeader> before_;
    Mark end_;
    std::uint64_t bytes_ = 0;
};

}  // namespace
}  // namespace journal

Result<BackupReport> verify_backup(Disk& disk, const std::string& directory, const BackupProgress& progress) {
    const auto manifest = journal::read_manifest(disk, directory);
    if (!manifest) return pass_on(manifest);
    if (!*manifest) return fail(store_errc::corrupt, directory + "/" + journal::manifest_name + ": it is missing");
    BackupReport report;
    report.store_id = (*manifest)->store_id;
    report.taken = (*manifest)->taken;
    journal::BackupCheck check(disk, directory);
    for (const journal::BackedSegment& segment : (*manifest)->segments) {
        if (const auto checked = check.segment(segment); !checked) return pass_on(checked);
        ++report.segments;
        report.bytes += segment.bytes;
        report.end = segment.end;
        if (progress) progress(report);
    }
    return report;
}

}  // namespace hapax
