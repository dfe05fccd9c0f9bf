// Descriptor: owns one open file of the kernel, and puts errno into our words.
//
//   Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
//   if (!file.open()) return os_failure("open", path);
//
// Threads  values, not copied.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "ports/driven/disk.hpp"

namespace hapax::posix {

class Descriptor {
 public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (open()) ::close(fd_);
    }

    bool open() const { return fd_ >= 0; }
    int get() const { return fd_; }

 private:
    int fd_;
};

inline const ErrorCode& errc_of(int number) {
    if (number == ENOSPC || number == EDQUOT) return disk_errc::no_space;
    if (number == ENOENT) return disk_errc::not_found;
    if (number == EEXIST) return disk_errc::exists;
    return disk_errc::io;
}

inline std::string os_detail(const char* call, const std::string& path, int number) {
    return std::string(call) + " " + path + ": " + std::generic_category().message(number);
}

[[nodiscard]] inline std::unexpected<Error> os_failure(const char* call, const std::string& path, int number = errno) {
    return fail(errc_of(number), os_detail(call, path, number));
}

// Calls again what a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    for (;;) {
        const auto result = call();
        if (result >= 0 || errno != EINTR) return result;
    }
}

}  // namespace hapax::posix
