#include "adapters/disk/posix/posix_disk.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <optional>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "adapters/disk/posix/posix_file.hpp"
#include "adapters/disk/posix/second_sync.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace posix {
namespace {

constexpr mode_t file_mode = 0640;
constexpr mode_t directory_mode = 0750;
constexpr const char* boot_id_path = "/proc/sys/kernel/random/boot_id";

class FlockedDirectory final : public DirectoryLock {
 public:
    explicit FlockedDirectory(Descriptor file) : file_(std::move(file)) {}

 private:
    Descriptor file_;
};

int flags_of(Open mode) {
    switch (mode) {
        case Open::read:
            return O_RDONLY | O_CLOEXEC;
        case Open::write:
            return O_RDWR | O_CLOEXEC;
        case Open::create:
            return O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    }
    HAPAX_ASSERT(false, "a file is opened to read, to write or to create");
}

Descriptor open_file(const std::string& path, int flags) {
    return Descriptor(uninterrupted([&] { return ::open(path.c_str(), flags, file_mode); }));
}

std::string parent_of(const std::string& path) {
    const std::string parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

Result<void> sync_one_directory(const std::string& path) {
    const Descriptor directory = open_file(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!directory.open()) return os_failure("open", path);
    if (::fsync(directory.get()) == 0) return {};
    return fail(disk_errc::io, os_detail("fsync", path, errno));
}

bool is_directory(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored);
}

Result<void> make_one_directory(const std::string& path) {
    if (::mkdir(path.c_str(), directory_mode) != 0 && !(errno == EEXIST && is_directory(path))) {
        return os_failure("mkdir", path);
    }
    return sync_one_directory(parent_of(path));
}

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

class PosixDisk final : public Disk {
 public:
    Result<std::unique_ptr<File>> open(const std::string& path, Open mode) override {
        Descriptor file = open_file(path, flags_of(mode));
        if (!file.open()) return os_failure("open", path);
        return std::make_unique<PosixFile>(std::move(file), path);
    }

    Result<void> rename(const std::string& from, const std::string& to) override {
        if (std::rename(from.c_str(), to.c_str()) != 0) return os_failure("rename", from + " to " + to);
        return {};
    }

    Result<void> remove(const std::string& path) override {
        if (::unlink(path.c_str()) != 0) return os_failure("unlink", path);
        return {};
    }

    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> make_directory(const std::string& path) override;

    Result<void> sync_directory(const std::string& path) override { return sync_one_directory(path); }

    Result<void> sync_both(File& one, File& other) override;
    Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory) override;
    std::string boot_id() override;

 private:
    // Started by the first who needs it. A journal appends and prepares at the same time; a third one does it in turn.
    struct Lane {
        std::once_flag once;
        std::optional<SecondSync> sync;
    };
    std::array<Lane, 2> lanes_;
};

Result<void> PosixDisk::sync_both(File& one, File& other) {
    for (Lane& lane : lanes_) {
        std::call_once(lane.once, [&] { lane.sync.emplace(); });
        if (auto synced = lane.sync->with(one, other)) return *std::move(synced);
    }
    return Disk::sync_both(one, other);
}

Result<std::vector<std::string>> PosixDisk::list(const std::string& directory) {
    const std::unique_ptr<DIR, CloseDirectory> entries(::opendir(directory.c_str()));
    if (!entries) return os_failure("opendir", directory);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(entries.get())) {
        const std::string name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..") names.push_back(name);
    }
    if (errno != 0) return os_failure("readdir", directory);
    std::sort(names.begin(), names.end());
    return names;
}

// One that exists is synced too: it may be left by a process that died between mkdir() and fsync().
Result<void> PosixDisk::make_directory(const std::string& path) {
    const std::string parent = parent_of(path);
    if (parent != path && !is_directory(path)) {
        auto made = make_directory(parent);
        if (!made) return made;
    }
    return make_one_directory(path);
}

Result<std::unique_ptr<DirectoryLock>> PosixDisk::lock(const std::string& directory) {
    const std::string path = directory + "/lock";
    Descriptor file = open_file(path, O_RDWR | O_CREAT | O_CLOEXEC);
    if (!file.open()) return os_failure("open", path);
    if (uninterrupted([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); }) == 0) {
        return std::make_unique<FlockedDirectory>(std::move(file));
    }
    if (errno == EWOULDBLOCK) return fail(disk_errc::locked, directory + " belongs to another process");
    return os_failure("flock", path);
}

std::string PosixDisk::boot_id() {
    const Descriptor file = open_file(boot_id_path, O_RDONLY | O_CLOEXEC);
    std::array<char, 36> id{};  // a UUID as text
    const ssize_t got = file.open() ? uninterrupted([&] { return ::read(file.get(), id.data(), id.size()); }) : -1;
    HAPAX_ASSERT(got == static_cast<ssize_t>(id.size()), "the kernel tells which boot this is");
    return {id.data(), id.size()};
}

}  // namespace
}  // namespace posix

std::unique_ptr<Disk> make_posix_disk() {
    return std::make_unique<posix::PosixDisk>();
}

}  // namespace hapax
