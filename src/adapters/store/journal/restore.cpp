// restore_journal(): all of it beside the place where it belongs, verified there, and then one rename.

#include "adapters/store/journal/backup.hpp"
#include "adapters/store/journal/copy_file.hpp"
#include "adapters/store/journal/extent.hpp"
#include "adapters/store/journal/manifest.hpp"
#include "adapters/store/journal/recovery.hpp"
#include "adapters/store/journal/segment_check.hpp"

namespace hapax {
namespace journal {
namespace {

// One segment of the source: so many bytes, and their checksum where that is known.
struct Source {
    std::uint32_t number = 0;
    std::uint64_t bytes = 0;
    std::optional<std::uint32_t> crc;
};

class Restore {
 public:
    Restore(Disk& disk, const std::string& from, const std::string& data, const BackupProgress& progress)
        : disk_(disk),
          from_(from),
          data_(data),
          journal_(data + "/journal"),
          work_(journal_ + ".restoring"),
          progress_(progress) {}

    Result<BackupReport> run(std::optional<Position> until) {
        for (const auto step : {&Restore::look_at_source, &Restore::open_place, &Restore::clear_work}) {
            if (const auto done = (this->*step)(); !done) return pass_on(done);
        }
        for (const Source& source : sources_) {
            const auto taken = take(source, until);
            if (!taken) return pass_on(taken);
            if (progress_) progress_(report_);
            if (!*taken) break;
        }
        if (const auto checked = check_and_name(); !checked) return pass_on(checked);
        return report_;
    }

 private:
    Result<void> look_at_source() {
        auto manifest = read_manifest(disk_, from_);
        if (!manifest) return pass_on(manifest);
        if (!*manifest) return look_at_segments();
        for (const BackedSegment& segment : (*manifest)->segments) {
            sources_.push_back({segment.number, segment.bytes, segment.crc});
        }
        return check_source();
    }

    // An archive, or a mirror: nobody may write to it.
    Result<void> look_at_segments() {
        auto lock = disk_.lock(from_);
        if (!lock) return pass_on(lock);
        source_lock_ = *std::move(lock);
        const auto extent = resting_extent(disk_, from_);
        if (!extent) return pass_on(extent);
        for (const SegmentExtent& segment : extent->segments) {
            sources_.push_back({segment.header.number, segment.end, std::nullopt});
        }
        return check_source();
    }

    Result<void> check_source() const {
        if (!sources_.empty()) return {};
        return fail(disk_errc::not_found, from_ + " has no segment: there is nothing to restore");
    }

    // Nothing is ever written over: a journal that is there, however damaged, is moved away by a person.
    Result<void> open_place() {
        if (const auto made = disk_.make_directory(data_); !made) return made;
        auto lock = disk_.lock(data_);
        if (!lock) return pass_on(lock);
        place_lock_ = *std::move(lock);
        const auto names = disk_.list(journal_);
        if (!names && names.error().code == disk_errc::not_found) return {};
        if (!names) return pass_on(names);
        if (names->empty()) return {};
        return fail(disk_errc::exists, journal_ + " is not empty (" + names->front() + "): move it away first");
    }

    Result<void> clear_work() {
        if (const auto made = disk_.make_directory(work_); !made) return made;
        const auto names = disk_.list(work_);
        if (!names) return pass_on(names);
        for (const std::string& name : *names) {
            if (auto removed = disk_.remove(work_ + "/" + name); !removed) return removed;
        }
        return {};
    }

    // False when nothing later is wanted.
    Result<bool> take(const Source& source, std::optional<Position> until) {
        const std::string name = segment_name(source.number);
        const std::string path = from_ + "/" + name;
        const auto header = read_header(disk_, path);
        if (!header) return pass_on(header);
        if (until && source.number > 1 && header->begin.position >= *until) return false;
        const auto file = disk_.open(path, Open::read);
        if (!file) return pass_on(file);
        std::uint64_t bytes = source.bytes;
        if (until) {
            const auto end = end_until(**file, *header, source.bytes, *until);
            if (!end) return pass_on(end);
            bytes = *end;
        }
        if (const auto copied = copy(**file, path, name, bytes, source); !copied) return pass_on(copied);
        report_.store_id = header->store_id;
        ++report_.segments;
        report_.bytes += bytes;
        report_.copied_bytes += bytes;
        return bytes == source.bytes;
    }

    Result<void> copy(File& file, const std::string& path, const std::string& name, std::uint64_t bytes,
                      const Source& source) {
        const auto target = disk_.open(work_ + "/" + name, Open::create);
        if (!target) return pass_on(target);
        const auto crc = copy_bytes(file, **target, {0, bytes}, 0, path);
        if (!crc) return pass_on(crc);
        if (bytes == source.bytes && source.crc && *crc != *source.crc) {
            return fail(store_errc::corrupt, path + ": it has another checksum than in the manifest");
        }
        return (*target)->sync();
    }

    // Verified as a start would, by the bytes of the copy.
    Result<void> check_and_name() {
        auto segments = read_segments(disk_, work_);
        if (!segments) return pass_on(segments);
        const auto end = find_end(disk_, work_, *std::move(segments), Position{0});
        if (!end) return pass_on(end);
        report_.end = end->last;
        if (const auto synced = disk_.sync_directory(work_); !synced) return synced;
        if (const auto renamed = disk_.rename(work_, journal_); !renamed) return renamed;
        return disk_.sync_directory(data_);
    }

    Disk& disk_;
    const std::string& from_;
    const std::string& data_;
    const std::string journal_;
    const std::string work_;
    const BackupProgress& progress_;
    std::unique_ptr<DirectoryLock> source_lock_;
    std::unique_ptr<DirectoryLock> place_lock_;
    std::vector<Source> sources_;
    BackupReport report_;
};

}  // namespace
}  // namespace journal

Result<BackupReport> restore_journal(Disk& disk, const std::string& from, const std::string& data,
                                     std::optional<Position> until, const BackupProgress& progress) {
    return journal::Restore(disk, from, data, progress).run(until);
}

}  // namespace hapax
