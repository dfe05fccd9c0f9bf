#include "adapters/store/journal/mirrored_disk.hpp"

#include "adapters/store/journal/careless_file.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

class MirroredFile final : public File {
 public:
    MirroredFile(Disk& disk, std::unique_ptr<File> first, std::unique_ptr<File> second)
        : disk_(disk), first_(std::move(first)), second_(std::move(second)) {}

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        if (auto written = first_->write_at(offset, bytes); !written) return written;
        HAPAX_CRASHPOINT("mirror.one_written");
        return second_->write_at(offset, bytes);
    }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
        return first_->read_at(offset, into);
    }
    Result<void> sync() override { return disk_.sync_both(*first_, *second_); }
    Result<std::uint64_t> size() override { return first_->size(); }
    Result<void> truncate(std::uint64_t size) override {
        if (auto cut = first_->truncate(size); !cut) return cut;
        HAPAX_CRASHPOINT("mirror.one_cut");
        return second_->truncate(size);
    }

 private:
    Disk& disk_;
    std::unique_ptr<File> first_;
    std::unique_ptr<File> second_;
};

class MirroredLock final : public DirectoryLock {
 public:
    MirroredLock(std::unique_ptr<DirectoryLock> first, std::unique_ptr<DirectoryLock> second)
        : first_(std::move(first)), second_(std::move(second)) {}

 private:
    std::unique_ptr<DirectoryLock> first_;
    std::unique_ptr<DirectoryLock> second_;
};

}  // namespace

std::optional<std::string> MirroredDisk::twin_of(const std::string& path) const {
    if (!path.starts_with(directory_)) return std::nullopt;
    const std::string rest = path.substr(directory_.size());
    if (!rest.empty() && rest.front() != '/') return std::nullopt;
    return mirror_ + rest;
}

Result<std::unique_ptr<File>> MirroredDisk::open(const std::string& path, Open mode) {
    auto first = disk_.open(path, mode);
    const auto twin = twin_of(path);
    if (!first || !twin || mode == Open::read) return first;
    if (mode == Open::create) HAPAX_CRASHPOINT("mirror.one_created");
    auto second = disk_.open(*twin, mode);
    if (planted(Bug::mirror_not_synced, Bug::mirror_failure_swallowed) && second) second = careless(*second);
    if (second) return std::make_unique<MirroredFile>(disk_, *std::move(first), *std::move(second));
    if (mode == Open::create) {
        first->reset();
        (void)disk_.remove(path);
    }
    return pass_on(second);
}

Result<void> MirroredDisk::rename(const std::string& from, const std::string& to) {
    if (auto renamed = disk_.rename(from, to); !renamed) return renamed;
    const auto twin_from = twin_of(from);
    const auto twin_to = twin_of(to);
    if (!twin_from || !twin_to) return {};
    HAPAX_CRASHPOINT("mirror.one_renamed");
    return disk_.rename(*twin_from, *twin_to);
}

Result<void> MirroredDisk::remove(const std::string& path) {
    if (auto removed = disk_.remove(path); !removed) return removed;
    const auto twin = twin_of(path);
    return twin ? disk_.remove(*twin) : Result<void>{};
}

// A disk that is not mounted must not become a folder in its place.
Result<void> MirroredDisk::make_directory(const std::string& path) {
    if (auto made = disk_.make_directory(path); !made) return made;
    const auto twin = twin_of(path);
    if (!twin) return {};
    const auto there = disk_.list(*twin);
    if (there || there.error().code != disk_errc::not_found) return there ? Result<void>{} : pass_on(there);
    return fail(disk_errc::not_found,
                "the mirror " + *twin + " is not there: mount its disk, or make the directory if the disk is new");
}

Result<void> MirroredDisk::sync_directory(const std::string& path) {
    if (auto synced = disk_.sync_directory(path); !synced) return synced;
    const auto twin = twin_of(path);
    if (!twin || planted(Bug::mirror_names_not_synced)) return {};
    HAPAX_CRASHPOINT("mirror.one_directory_synced");
    return disk_.sync_directory(*twin);
}

Result<std::unique_ptr<DirectoryLock>> MirroredDisk::lock(const std::string& directory) {
    auto first = disk_.lock(directory);
    const auto twin = twin_of(directory);
    if (!first || !twin) return first;
    auto second = disk_.lock(*twin);
    if (!second) return second;
    return std::make_unique<MirroredLock>(*std::move(first), *std::move(second));
}

}  // namespace hapax::journal
