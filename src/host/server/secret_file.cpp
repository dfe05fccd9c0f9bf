#include "host/server/secret_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/disk/posix/descriptor.hpp"

namespace hapax {
namespace {

constexpr mode_t owner_only = 0600;
constexpr mode_t others = 0077;

std::unexpected<Error> failed(const ErrorCode& code, const std::string& path) {
    return fail(code, path + ": " + std::strerror(errno));
}

Result<void> check(const struct stat& found, const std::string& path, std::size_t bytes_max) {
    if (!S_ISREG(found.st_mode)) return fail(secret_errc::unreadable, path + ": is no file");
    if ((found.st_mode & others) != 0) {
        return fail(secret_errc::too_open, path + ": others than its owner may use it; chmod 600 makes it a secret");
    }
    if (static_cast<std::size_t>(found.st_size) > bytes_max) {
        return fail(secret_errc::unreadable, path + ": has more than " + std::to_string(bytes_max) + " bytes");
    }
    return {};
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = posix::uninterrupted([&] { return ::write(file, text.data(), text.size()); });
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<void> sync_directory_of(const std::string& path) {
    const std::string directory = path.substr(0, path.rfind('/') + 1);
    const posix::Descriptor opened(
        ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.open() || ::fsync(opened.get()) != 0) return failed(secret_errc::not_written, path);
    return {};
}

}  // namespace

Result<std::optional<std::string>> read_secret(const std::string& path, std::size_t bytes_max) {
    // A pipe in its place must not hang the start.
    const posix::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.open()) {
        if (errno == ENOENT) return std::nullopt;
        return failed(secret_errc::unreadable, path);
    }
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return failed(secret_errc::unreadable, path);
    if (auto good = check(found, path, bytes_max); !good) return pass_on(good);
    std::string text(bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t read =
            posix::uninterrupted([&] { return ::read(file.get(), text.data() + size, text.size() - size); });
        if (read < 0) return failed(secret_errc::unreadable, path);
        if (read == 0) break;
        size += static_cast<std::size_t>(read);
    }
    if (size > bytes_max) return fail(secret_errc::unreadable, path + ": grows while it is read");
    text.resize(size);
    return text;
}

Result<void> write_secret(const std::string& path, std::string_view text) {
    const std::string beside = path + ".new";
    if (::unlink(beside.c_str()) != 0 && errno != ENOENT) return failed(secret_errc::not_written, beside);
    {
        const posix::Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_only));
        if (!file.open()) return failed(secret_errc::not_written, beside);
        if (!write_all(file.get(), text)) return failed(secret_errc::not_written, beside);
        if (::fsync(file.get()) != 0) return failed(secret_errc::not_written, beside);
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return failed(secret_errc::not_written, path);
    return sync_directory_of(path);
}

}  // namespace hapax
