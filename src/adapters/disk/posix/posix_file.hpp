// One open file: whole writes, reads that end early only at the end of the file, fdatasync.
//
// Threads  as File of the port: pread() and pwrite() share no position.
#pragma once

#include <string>

#include "adapters/disk/posix/descriptor.hpp"

namespace hapax::posix {

class PosixFile final : public File {
 public:
    PosixFile(Descriptor descriptor, std::string path) : file_(std::move(descriptor)), path_(std::move(path)) {}

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override;
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override;
    Result<void> sync() override;
    Result<std::uint64_t> size() override;
    Result<void> truncate(std::uint64_t size) override;

 private:
    Descriptor file_;
    std::string path_;
};

}  // namespace hapax::posix
