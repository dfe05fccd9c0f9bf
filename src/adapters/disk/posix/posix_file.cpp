#include "adapters/disk/posix/posix_file.hpp"

#include <sys/stat.h>

namespace hapax::posix {

Result<void> PosixFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto at = static_cast<off_t>(offset);
        const ssize_t wrote = uninterrupted([&] { return ::pwrite(file_.get(), bytes.data(), bytes.size(), at); });
        if (wrote < 0) return os_failure("pwrite", path_);
        if (wrote == 0) return fail(disk_errc::io, "pwrite " + path_ + ": nothing was written");
        offset += static_cast<std::uint64_t>(wrote);
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
    }
    return {};
}

Result<std::size_t> PosixFile::read_at(std::uint64_t offset, std::span<std::byte> into) {
    std::size_t total = 0;
    while (total < into.size()) {
        const auto rest = into.subspan(total);
        const auto at = static_cast<off_t>(offset + total);
        const ssize_t got = uninterrupted([&] { return ::pread(file_.get(), rest.data(), rest.size(), at); });
        if (got < 0) return os_failure("pread", path_);
        if (got == 0) break;
        total += static_cast<std::size_t>(got);
    }
    return total;
}

// Not even repeated after EINTR: what an interrupted sync has dropped cannot be known.
Result<void> PosixFile::sync() {
    if (::fdatasync(file_.get()) == 0) return {};
    return fail(disk_errc::io, os_detail("fdatasync", path_, errno));
}

Result<std::uint64_t> PosixFile::size() {
    struct stat status{};
    if (::fstat(file_.get(), &status) != 0) return os_failure("fstat", path_);
    return static_cast<std::uint64_t>(status.st_size);
}

Result<void> PosixFile::truncate(std::uint64_t size) {
    const auto length = static_cast<off_t>(size);
    if (uninterrupted([&] { return ::ftruncate(file_.get(), length); }) != 0) return os_failure("ftruncate", path_);
    return {};
}

}  // namespace hapax::posix
