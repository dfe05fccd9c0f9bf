// The handles that SimDisk gives out. They must not outlive it, but may outlive the process that opened them.
#pragma once

#include <string>

#include "simulation/disk/sim_disk.hpp"

namespace hapax::simulation {

class SimFile final : public File {
 public:
    SimFile(SimDisk& disk, InodeId inode, std::string path, bool writable)
        : disk_(disk), inode_(inode), life_(disk.life_), path_(std::move(path)), writable_(writable) {}

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override;
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override;
    Result<void> sync() override;
    Result<std::uint64_t> size() override;
    Result<void> truncate(std::uint64_t size) override;

 private:
    Inode& inode() { return disk_.files_.inode(inode_); }
    Result<void> enter_write(std::uint64_t offset, std::span<const std::byte> bytes);
    void write_part(std::uint64_t offset, std::span<const std::byte> bytes);
    std::uint64_t fitting(std::uint64_t offset, std::uint64_t length);

    SimDisk& disk_;
    InodeId inode_;
    std::uint64_t life_;
    std::string path_;
    bool writable_;
};

class SimLock final : public DirectoryLock {
 public:
    SimLock(SimDisk& disk, std::string directory) : disk_(disk), life_(disk.life_), directory_(std::move(directory)) {}
    SimLock(const SimLock&) = delete;
    SimLock& operator=(const SimLock&) = delete;
    ~SimLock() override {
        if (!disk_.dead(life_)) disk_.locks_.erase(directory_);
    }

 private:
    SimDisk& disk_;
    std::uint64_t life_;
    std::string directory_;
};

}  // namespace hapax::simulation
