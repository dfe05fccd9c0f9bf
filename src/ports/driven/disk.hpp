// Disk: the narrow door through which the journal touches files. Its simulated twin tears, loses, fills up and fails.
//
//   auto file = disk.open("data/journal/00000001.seg", Open::create);
//   file->write_at(0, bytes);   file->sync();   disk.sync_directory("data/journal");
//
// What survives what
//   kill -9 of the process   every write that returned
//   crash of the machine     what was written before a sync() of that file that succeeded; names (created, renamed,
//                            removed) before a sync_directory() of their folder that succeeded; of the rest each
//                            512-byte sector may be old, new or garbage
// Rules
//   1. A failed sync() is final for the file: nothing unsynced may be trusted afterwards (the caller aborts).
//   2. write_at() is all or error; read_at() may be short only at the end of the file.
//   3. Paths are relative to nothing: callers pass whole paths.
// Errors   disk_errc below.
// Threads  one File by one thread at a time for writing; read_at() from any thread at any time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernel/error.hpp"

namespace hapax {

namespace disk_errc {
inline constexpr ErrorCode not_found{"disk-not-found", Handling::park};
inline constexpr ErrorCode no_space{"disk-full", Handling::retry};
inline constexpr ErrorCode io{"disk-io", Handling::fatal};
inline constexpr ErrorCode locked{"disk-locked", Handling::park};
inline constexpr ErrorCode exists{"disk-exists", Handling::park};
}  // namespace disk_errc

class File {
 public:
    virtual ~File() = default;
    virtual Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) = 0;
    virtual Result<void> sync() = 0;  // data and size, as fdatasync
    virtual Result<std::uint64_t> size() = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
};

// Keeps other processes out of a directory as long as it lives.
class DirectoryLock {
 public:
    virtual ~DirectoryLock() = default;
};

enum class Open : unsigned char {
    read,    // must exist
    write,   // must exist
    create,  // must not exist
};

class Disk {
 public:
    virtual ~Disk() = default;
    virtual Result<std::unique_ptr<File>> open(const std::string& path, Open mode) = 0;
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    virtual Result<void> remove(const std::string& path) = 0;
    virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;  // names, sorted; no "." and ".."
    virtual Result<void> make_directory(const std::string& path) = 0;  // parents too; fine if it exists; durable
    virtual Result<void> sync_directory(const std::string& path) = 0;
    // sync() of two files, at the same time where that can be done. Both are tried even if one fails; either's error.
    virtual Result<void> sync_both(File& one, File& other);
    virtual Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory) = 0;
    virtual std::string boot_id() = 0;  // changes with every start of the machine
};

inline Result<void> Disk::sync_both(File& one, File& other) {
    auto synced = one.sync();
    auto other_synced = other.sync();
    return synced ? other_synced : synced;
}

}  // namespace hapax
