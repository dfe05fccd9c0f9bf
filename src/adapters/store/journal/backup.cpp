// back_up(): what is there already is kept, what is new is copied behind it, and only then the manifest says so.

#include "adapters/store/journal/backup.hpp"

#include <algorithm>

#include "adapters/store/journal/copy_file.hpp"
#include "adapters/store/journal/extent.hpp"
#include "adapters/store/journal/manifest.hpp"
#include "adapters/store/journal/segment_check.hpp"
#include "adapters/store/journal/tail_file.hpp"

namespace hapax {
namespace journal {
namespace {

// Up to what was acknowledged, and nothing that the machine may still forget: under the boot that wrote it the tail is
// exact; under another one all that can be read is on the disk.
Result<JournalExtent> durable_extent(Disk& disk, const std::string& directory, bool served) {
    const auto tail = read_tail(disk, directory);
    if (!tail) return pass_on(tail);
    const bool exact = *tail && (*tail)->boot_id == disk.boot_id();
    if (served && !exact) {
        return fail(disk_errc::locked, directory + ": a server is starting on it; ask again when it serves");
    }
    return exact ? served_extent(disk, directory) : resting_extent(disk, directory);
}

class Backup {
 public:
    Backup(Disk& disk, const std::string& journal, const std::string& target, const BackupProgress& progress)
        : disk_(disk), journal_(journal), target_(target), progress_(progress) {}

    Result<BackupReport> run(Timestamp taken) {
        if (const auto opened = open_target(); !opened) return pass_on(opened);
        if (const auto looked = look_at_source(); !looked) return pass_on(looked);
        if (const auto checked = check_same_history(); !checked) return pass_on(checked);
        if (const auto begun = begin(); !begun) return pass_on(begun);
        for (const SegmentExtent& extent : source_.segments) {
            if (const auto taken_over = take(extent); !taken_over) return pass_on(taken_over);
            if (progress_) progress_(report_);
        }
        next_.taken = report_.taken = taken;
        next_.store_id = report_.store_id = source_.segments.back().header.store_id;
        report_.end = next_.end();
        // Names first: a manifest never speaks of a file that a crash could take away.
        if (const auto synced = disk_.sync_directory(target_); !synced) return pass_on(synced);
        if (const auto written = write_manifest(disk_, target_, next_); !written) return pass_on(written);
        return report_;
    }

 private:
    Result<void> open_target() {
        const auto names = disk_.list(target_);
        if (!names && names.error().code == disk_errc::not_found) {
            return fail(disk_errc::not_found, target_ + " is not there: mount its disk, or make the directory");
        }
        if (!names) return pass_on(names);
        auto lock = disk_.lock(target_);
        if (!lock) return pass_on(lock);
        target_lock_ = *std::move(lock);
        auto manifest = read_manifest(disk_, target_);
        if (!manifest) return pass_on(manifest);
        if (*manifest) {
            known_ = **std::move(manifest);
            return {};
        }
        fresh_ = true;
        const auto foreign = std::ranges::find_if(*names, [](const std::string& name) {
            return name != "lock" && name != std::string(manifest_name) + ".new";
        });
        if (foreign == names->end()) return {};
        return fail(disk_errc::exists, target_ + " is no backup, and there is something in it: " + *foreign);
    }

    Result<void> look_at_source() {
        auto lock = disk_.lock(journal_);
        if (!lock && lock.error().code != disk_errc::locked) return pass_on(lock);
        if (lock) source_lock_ = *std::move(lock);
        auto extent = durable_extent(disk_, journal_, source_lock_ == nullptr);
        if (!extent) return pass_on(extent);
        source_ = *std::move(extent);
        if (!source_.segments.empty()) return {};
        return fail(store_errc::history_lost, journal_ + " has no segment: there is nothing to back up");
    }

    // What the backup has must be in the journal: a frame keeps its CRC wherever a start has copied it to.
    Result<void> check_same_history() const {
        for (const BackedSegment& backed : known_.segments) {
            const bool there = backed.number <= source_.segments.size();
            if (there && source_.segments[backed.number - 1].header.incarnation == backed.incarnation) continue;
            if (backed.number == 1) return fail(store_errc::wrong_store, other_history("is of another store"));
            return fail(store_errc::history_lost, other_history("has segments that the journal has not"));
        }
        const Mark end = known_.end();
        if (end.position > source_.end.position) {
            return fail(store_errc::history_lost,
                        other_history("reaches position " + std::to_string(end.position.value) + ", the journal " +
                                      std::to_string(source_.end.position.value)));
        }
        if (end.position.value == 0) return {};
        SegmentTable table(disk_, journal_);
        for (const SegmentExtent& segment : source_.segments) table.add(segment, nullptr, false);
        const auto frame = find_frame(table, end.position);
        if (!frame) return pass_on(frame);
        if (frame->header.crc == end.frame_crc) return {};
        return fail(store_errc::history_lost, other_history("ends in another history"));
    }

    std::string other_history(const std::string& what) const {
        return "the backup in " + target_ + " " + what + ": keep it, and name a new directory";
    }

    // From now on the directory is a backup, if an empty one.
    Result<void> begin() {
        if (!fresh_) return {};
        Manifest empty;
        empty.store_id = source_.segments.back().header.store_id;
        return write_manifest(disk_, target_, empty);
    }

    Result<void> take(const SegmentExtent& extent) {
        const std::size_t index = extent.header.number - 1;
        const std::optional<BackedSegment> backed =
            index < known_.segments.size() ? std::optional(known_.segments[index]) : std::nullopt;
        auto taken = backed && backed->bytes == extent.end  ? Result<BackedSegment>(*backed)
                     : backed && backed->bytes > extent.end ? shorten(extent)
                                                            : extend(extent, backed);
        if (!taken) return pass_on(taken);
        next_.segments.push_back(*taken);
        ++report_.segments;
        report_.bytes += taken->bytes;
        report_.end = taken->end;
        return {};
    }

    // A start has taken the last frame over into the next segment: less of this one counts.
    Result<BackedSegment> shorten(const SegmentExtent& extent) const {
        const std::string path = target_ + "/" + segment_name(extent.header.number);
        const auto file = disk_.open(path, Open::read);
        if (!file) return pass_on(file);
        return check_backed(**file, path, extent.header, {segment_header_bytes, extent.end}, extent.header.begin);
    }

    Result<BackedSegment> extend(const SegmentExtent& extent, const std::optional<BackedSegment>& backed) {
        const std::string name = segment_name(extent.header.number);
        const std::string path = target_ + "/" + name;
        const auto source = disk_.open(journal_ + "/" + name, Open::read);
        if (!source) return pass_on(source);
        const auto target = backed ? disk_.open(path, Open::write) : create_anew(disk_, path);
        if (!target) return pass_on(target);
        const std::uint64_t from = backed ? backed->bytes : 0;
        const auto crc =
            copy_bytes(**source, **target, {from, extent.end}, backed ? backed->crc : 0, journal_ + "/" + name);
        if (!crc) return pass_on(crc);
        if (const auto synced = (*target)->sync(); !synced) return pass_on(synced);
        report_.copied_bytes += extent.end - from;
        const std::uint64_t frames_from = std::max<std::uint64_t>(from, segment_header_bytes);
        auto checked = check_frames(**target, path, extent.header, {frames_from, extent.end},
                                    backed ? backed->end : extent.header.begin);
        if (!checked) return pass_on(checked);
        return BackedSegment{extent.header.number, extent.header.incarnation, extent.end, *checked, *crc};
    }

    Disk& disk_;
    const std::string& journal_;
    const std::string& target_;
    const BackupProgress& progress_;
    std::unique_ptr<DirectoryLock> target_lock_;
    std::unique_ptr<DirectoryLock> source_lock_;
    Manifest known_;
    bool fresh_ = false;
    JournalExtent source_;
    Manifest next_;
    BackupReport report_;
};

}  // namespace
}  // namespace journal

Result<BackupReport> back_up(Disk& disk, const std::string& journal, const std::string& target, Timestamp taken,
                             const BackupProgress& progress) {
    return journal::Backup(disk, journal, target, progress).run(taken);
}

Result<bool> is_backup(Disk& disk, const std::string& directory) {
    const auto file = disk.open(directory + "/" + journal::manifest_name, Open::read);
    if (!file && file.error().code != disk_errc::not_found) return pass_on(file);
    return file.has_value();
}

}  // namespace hapax
