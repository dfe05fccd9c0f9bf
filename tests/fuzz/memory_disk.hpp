// Files in memory behind the Disk port, as small as a fuzzer wants them: no faults, no crash, nothing is lost.
//
//   MemoryDisk disk;   disk.put("/data/horizon", bytes);
//
// Threads  one.
#pragma once

#include <algorithm>
#include <map>

#include "ports/driven/disk.hpp"

namespace hapax::fuzz {

using Bytes = std::vector<std::byte>;

class MemoryFile final : public File {
 public:
    explicit MemoryFile(std::shared_ptr<Bytes> bytes) : bytes_ptr_(std::move(bytes)), bytes_(*bytes_ptr_) {}
    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        if (bytes_.size() < offset + bytes.size()) bytes_.resize(offset + bytes.size());
        std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
        return {};
    }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
        if (offset >= bytes_.size()) return 0;
        const std::size_t n = std::min<std::size_t>(into.size(), bytes_.size() - offset);
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), n, into.begin());
        return n;
    }
    Result<void> sync() override { return {}; }
    Result<std::uint64_t> size() override { return bytes_.size(); }
    Result<void> truncate(std::uint64_t size) override { return bytes_.resize(size), Result<void>{}; }

 private:
    std::shared_ptr<Bytes> bytes_ptr_;  // a file outlives its name
    Bytes& bytes_;
};

class MemoryDisk final : public Disk {
 public:
    Result<std::unique_ptr<File>> open(const std::string& path, Open mode) override {
        const bool there = files.contains(path);
        if (mode == Open::create && there) return fail(disk_errc::exists, path);
        if (mode != Open::create && !there) return fail(disk_errc::not_found, path);
        auto& bytes = files[path];
        if (bytes == nullptr) bytes = std::make_shared<Bytes>();
        return std::make_unique<MemoryFile>(bytes);
    }
    Result<void> rename(const std::string& from, const std::string& to) override {
        auto moved = files.extract(from);
        if (moved.empty()) return fail(disk_errc::not_found, from);
        files[to] = std::move(moved.mapped());
        return {};
    }
    Result<void> remove(const std::string& path) override {
        if (files.erase(path) == 0) return fail(disk_errc::not_found, path);
        return {};
    }
    Result<std::vector<std::string>> list(const std::string&) override { return std::vector<std::string>{}; }
    Result<void> make_directory(const std::string&) override { return {}; }
    Result<void> sync_directory(const std::string&) override { return {}; }
    Result<std::unique_ptr<DirectoryLock>> lock(const std::string&) override {
        return std::make_unique<DirectoryLock>();
    }
    std::string boot_id() override { return "boot"; }

    void put(const std::string& path, Bytes bytes) { files[path] = std::make_shared<Bytes>(std::move(bytes)); }

    std::map<std::string, std::shared_ptr<Bytes>> files;
};

}  // namespace hapax::fuzz
